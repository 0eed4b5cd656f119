@NullMarked
package dev.kasava.keys.keychain.os;

import org.jspecify.annotations.NullMarked;
