@NullMarked
package dev.kasava.keys.integration;

import org.jspecify.annotations.NullMarked;
