@NullMarked
package dev.kasava.keys.machine;

import org.jspecify.annotations.NullMarked;
