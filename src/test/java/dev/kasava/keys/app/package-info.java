@NullMarked
package dev.kasava.keys.app;

import org.jspecify.annotations.NullMarked;
