/** The port to where a person's own secrets are kept: the operating system's keychain. */
@NullMarked
package dev.kasava.keys.keychain;

import org.jspecify.annotations.NullMarked;
