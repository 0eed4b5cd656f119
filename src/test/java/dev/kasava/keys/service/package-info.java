@NullMarked
package dev.kasava.keys.service;

import org.jspecify.annotations.NullMarked;
