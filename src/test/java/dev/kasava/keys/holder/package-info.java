@NullMarked
package dev.kasava.keys.holder;

import org.jspecify.annotations.NullMarked;
