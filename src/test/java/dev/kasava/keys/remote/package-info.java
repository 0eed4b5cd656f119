/** Tests of a server as the holder of a key sees it. */
@NullMarked
package dev.kasava.keys.remote;

import org.jspecify.annotations.NullMarked;
