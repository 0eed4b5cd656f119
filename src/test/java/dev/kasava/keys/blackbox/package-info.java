/** What attackers do, seen from outside a server that is known by its URL alone. */
@NullMarked
package dev.kasava.keys.blackbox;

import org.jspecify.annotations.NullMarked;
