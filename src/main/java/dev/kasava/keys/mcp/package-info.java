/** JSON-RPC messages, as both eras of MCP and both transports have them. */
@NullMarked
package dev.kasava.keys.mcp;

import org.jspecify.annotations.NullMarked;
