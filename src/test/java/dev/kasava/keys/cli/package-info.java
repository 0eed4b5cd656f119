/** The command line. */
@NullMarked
package dev.kasava.keys.cli;

import org.jspecify.annotations.NullMarked;
