/** MCP over streamable HTTP, directly on the server's exchange. */
@NullMarked
package dev.kasava.keys.mcp.http;

import org.jspecify.annotations.NullMarked;
