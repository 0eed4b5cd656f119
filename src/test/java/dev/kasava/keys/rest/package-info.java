@NullMarked
package dev.kasava.keys.rest;

import org.jspecify.annotations.NullMarked;
