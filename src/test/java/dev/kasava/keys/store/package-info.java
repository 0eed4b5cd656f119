@NullMarked
package dev.kasava.keys.store;

import org.jspecify.annotations.NullMarked;
