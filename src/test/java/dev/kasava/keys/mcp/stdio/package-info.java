@NullMarked
package dev.kasava.keys.mcp.stdio;

import org.jspecify.annotations.NullMarked;
