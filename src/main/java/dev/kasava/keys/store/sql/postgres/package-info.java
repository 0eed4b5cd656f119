/** A PostgreSQL server, which several nodes share. */
@NullMarked
package dev.kasava.keys.store.sql.postgres;

import org.jspecify.annotations.NullMarked;
