/** The REST door: {@code /api/v1} and the pages for operators. */
@NullMarked
package dev.kasava.keys.rest;

import org.jspecify.annotations.NullMarked;
