@NullMarked
package dev.kasava.keys.mcp;

import org.jspecify.annotations.NullMarked;
