@NullMarked
package dev.kasava.keys.key;

import org.jspecify.annotations.NullMarked;
