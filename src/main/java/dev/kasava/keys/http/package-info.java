/**
 * What every HTTP door stands on: the server, the guard in front, credentials, bodies, problems.
 */
@NullMarked
package dev.kasava.keys.http;

import org.jspecify.annotations.NullMarked;
