/**
 * The lane of the revisions that begin with {@code initialize}, up to 2025-11-25: sessions, in
 * which both sides may ask. The SDK is its engine.
 */
@NullMarked
package dev.kasava.keys.mcp.legacy;

import org.jspecify.annotations.NullMarked;
