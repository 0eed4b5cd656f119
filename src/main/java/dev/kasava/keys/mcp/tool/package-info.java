/**
 * The tools, described without a word of any protocol's library, so that each way of speaking MCP
 * serves the same ones. No result of theirs holds a secret: what creates or regenerates a key
 * leaves the secret to be claimed by a person.
 */
@NullMarked
package dev.kasava.keys.mcp.tool;

import org.jspecify.annotations.NullMarked;
