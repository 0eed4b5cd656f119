/** MCP over standard input and output. */
@NullMarked
package dev.kasava.keys.mcp.stdio;

import org.jspecify.annotations.NullMarked;
