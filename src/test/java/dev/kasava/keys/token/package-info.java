@NullMarked
package dev.kasava.keys.token;

import org.jspecify.annotations.NullMarked;
