@NullMarked
package dev.kasava.keys.usage;

import org.jspecify.annotations.NullMarked;
