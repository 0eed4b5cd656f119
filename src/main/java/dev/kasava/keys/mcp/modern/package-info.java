/**
 * The lane of revision 2026-07-28, in which every request stands for itself: no session, no request
 * from the server, and what is asked of the person travels in results.
 */
@NullMarked
package dev.kasava.keys.mcp.modern;

import org.jspecify.annotations.NullMarked;
