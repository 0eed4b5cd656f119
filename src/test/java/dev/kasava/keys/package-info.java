@NullMarked
package dev.kasava.keys;

import org.jspecify.annotations.NullMarked;
