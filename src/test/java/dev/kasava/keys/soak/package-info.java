/** Many clients in several processes on one data folder. */
@NullMarked
package dev.kasava.keys.soak;

import org.jspecify.annotations.NullMarked;
