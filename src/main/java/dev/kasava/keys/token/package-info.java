/**
 * Access tokens (RFC 9068): signing ours, and reading ours and those of issuers that are trusted.
 * The only package that sees the JOSE library.
 */
@NullMarked
package dev.kasava.keys.token;

import org.jspecify.annotations.NullMarked;
