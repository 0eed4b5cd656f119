@NullMarked
package dev.kasava.keys.store.sql.postgres;

import org.jspecify.annotations.NullMarked;
