@NullMarked
package dev.kasava.keys.web;

import org.jspecify.annotations.NullMarked;
