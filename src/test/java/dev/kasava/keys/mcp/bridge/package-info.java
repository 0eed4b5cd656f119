@NullMarked
package dev.kasava.keys.mcp.bridge;

import org.jspecify.annotations.NullMarked;
