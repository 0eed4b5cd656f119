/**
 * The command line. Output that was asked for goes to standard output, everything else to standard
 * error; a secret is printed only on a terminal, or where {@code --show-secret} asks for it.
 */
@NullMarked
package dev.kasava.keys.cli;

import org.jspecify.annotations.NullMarked;
