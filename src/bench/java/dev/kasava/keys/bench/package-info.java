/** How fast the parts are that have to be, and what their times give away. */
@NullMarked
package dev.kasava.keys.bench;

import org.jspecify.annotations.NullMarked;
