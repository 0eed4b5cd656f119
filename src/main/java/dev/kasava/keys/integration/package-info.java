/**
 * The AI clients that can be connected: what their configurations look like, where they lie, and
 * how a connection is made and undone.
 */
@NullMarked
package dev.kasava.keys.integration;

import org.jspecify.annotations.NullMarked;
