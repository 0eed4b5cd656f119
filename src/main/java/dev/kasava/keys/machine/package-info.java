/** This machine's user: what their environment says, and files that are theirs alone. */
@NullMarked
package dev.kasava.keys.machine;

import org.jspecify.annotations.NullMarked;
