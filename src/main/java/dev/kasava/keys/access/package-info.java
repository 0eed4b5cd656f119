/**
 * Who may come in: the pepper, the check of a credential, and the caller that a request acts for.
 */
@NullMarked
package dev.kasava.keys.access;

import org.jspecify.annotations.NullMarked;
