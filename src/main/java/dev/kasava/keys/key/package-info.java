/**
 * The nouns: keys, secrets, scopes, verdicts and the ways in which a request can be refused.
 * Everything else is built from these; this package imports the JDK alone.
 */
@NullMarked
package dev.kasava.keys.key;

import org.jspecify.annotations.NullMarked;
