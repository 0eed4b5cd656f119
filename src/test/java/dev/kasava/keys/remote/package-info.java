@NullMarked
package dev.kasava.keys.remote;

import org.jspecify.annotations.NullMarked;
