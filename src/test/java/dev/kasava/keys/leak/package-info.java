@NullMarked
package dev.kasava.keys.leak;

import org.jspecify.annotations.NullMarked;
