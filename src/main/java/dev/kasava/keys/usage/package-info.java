/** Counting of requests, off the path that serves them. */
@NullMarked
package dev.kasava.keys.usage;

import org.jspecify.annotations.NullMarked;
