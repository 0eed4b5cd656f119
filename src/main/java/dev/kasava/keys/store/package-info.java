/**
 * The ports behind which everything lasting is kept. A store keeps and finds; the rules about keys
 * are the verbs'.
 */
@NullMarked
package dev.kasava.keys.store;

import org.jspecify.annotations.NullMarked;
