@NullMarked
package dev.kasava.keys.access;

import org.jspecify.annotations.NullMarked;
