@NullMarked
package dev.kasava.keys.wire;

import org.jspecify.annotations.NullMarked;
