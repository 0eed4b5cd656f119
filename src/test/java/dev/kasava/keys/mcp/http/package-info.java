@NullMarked
package dev.kasava.keys.mcp.http;

import org.jspecify.annotations.NullMarked;
