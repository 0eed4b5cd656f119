/**
 * Keeps an AI assistant's tool calls from spilling keys: from writing one down, from committing
 * one, from having one printed into its conversation. A guard rail, not a wall: it reads shell
 * commands as they are commonly written, and whoever sets out to get round it can.
 */
@NullMarked
package dev.kasava.keys.leak.guard;

import org.jspecify.annotations.NullMarked;
