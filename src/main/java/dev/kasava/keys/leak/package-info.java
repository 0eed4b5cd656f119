/**
 * Finds keys of ours where they must not be: in files, in what git is about to commit, in text. A
 * key is known by its shape and its checksum, so nobody has to be asked, and whatever only looks
 * like one passes. Keys that are wrapped in another encoding (base 64, compression) are not found.
 */
@NullMarked
package dev.kasava.keys.leak;

import org.jspecify.annotations.NullMarked;
