@NullMarked
package dev.kasava.keys.leak.guard;

import org.jspecify.annotations.NullMarked;
