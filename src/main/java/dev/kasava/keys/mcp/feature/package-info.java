/**
 * What a server offers over MCP (tools, resources, prompts), described without a word of any
 * revision of the protocol, so that each way of speaking it serves the same. A feature that needs
 * to ask the person answers its questions and is called again with the replies; how these travel is
 * the business of the lane that serves it.
 */
@NullMarked
package dev.kasava.keys.mcp.feature;

import org.jspecify.annotations.NullMarked;
