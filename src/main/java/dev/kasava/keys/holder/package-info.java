/**
 * The side of whoever holds a key: which server they use, which key, and where a secret of theirs
 * goes.
 */
@NullMarked
package dev.kasava.keys.holder;

import org.jspecify.annotations.NullMarked;
