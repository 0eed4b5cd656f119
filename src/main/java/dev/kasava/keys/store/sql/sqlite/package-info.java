/** SQLite, the embedded database, shared by several processes on one machine. */
@NullMarked
package dev.kasava.keys.store.sql.sqlite;

import org.jspecify.annotations.NullMarked;
