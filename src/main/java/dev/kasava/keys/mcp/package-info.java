/** What both MCP transports share: messages, and the SDK as the engine of their sessions. */
@NullMarked
package dev.kasava.keys.mcp;

import org.jspecify.annotations.NullMarked;
