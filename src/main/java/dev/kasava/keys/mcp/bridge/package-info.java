/** From MCP over standard input and output to a server's streamable HTTP. */
@NullMarked
package dev.kasava.keys.mcp.bridge;

import org.jspecify.annotations.NullMarked;
