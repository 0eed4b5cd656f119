@NullMarked
package dev.kasava.keys.store.sql.sqlite;

import org.jspecify.annotations.NullMarked;
