/** The ports over SQL that any of our databases understands, by Jdbi. */
@NullMarked
package dev.kasava.keys.store.sql;

import org.jspecify.annotations.NullMarked;
