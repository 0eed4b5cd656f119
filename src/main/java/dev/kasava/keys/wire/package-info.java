/**
 * The JSON shapes that REST, MCP and the command line share, and how input in JSON is read: the
 * contract with everybody's programs.
 */
@NullMarked
package dev.kasava.keys.wire;

import org.jspecify.annotations.NullMarked;
