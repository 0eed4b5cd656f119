/** Where everything is put together: the only package that sees all others. */
@NullMarked
package dev.kasava.keys.app;

import org.jspecify.annotations.NullMarked;
