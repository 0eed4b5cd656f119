@NullMarked
package dev.kasava.keys.http;

import org.jspecify.annotations.NullMarked;
