/**
 * The verbs, one class each. They hold the rules about keys; each checks the caller's rights
 * itself, so that no door can forget to.
 */
@NullMarked
package dev.kasava.keys.service;

import org.jspecify.annotations.NullMarked;
