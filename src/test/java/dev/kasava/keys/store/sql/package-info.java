@NullMarked
package dev.kasava.keys.store.sql;

import org.jspecify.annotations.NullMarked;
