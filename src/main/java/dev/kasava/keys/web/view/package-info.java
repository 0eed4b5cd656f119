/** What templates show: texts that are ready to be escaped, and decisions already made. */
@NullMarked
package dev.kasava.keys.web.view;

import org.jspecify.annotations.NullMarked;
