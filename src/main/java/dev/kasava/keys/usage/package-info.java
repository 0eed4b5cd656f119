/** Counting of requests, off the path that serves them, and the limits to their number. */
@NullMarked
package dev.kasava.keys.usage;

import org.jspecify.annotations.NullMarked;
