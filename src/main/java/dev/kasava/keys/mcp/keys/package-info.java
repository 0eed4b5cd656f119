/**
 * What Kasava Keys offers over MCP. No result holds a secret: what creates or regenerates a key
 * leaves the secret to be claimed by a person.
 */
@NullMarked
package dev.kasava.keys.mcp.keys;

import org.jspecify.annotations.NullMarked;
