package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * The way in.
 *
 * @param next where to go then
 * @param notice what led here; null when nothing in particular did
 * @param error why the key was not accepted; null when none was tried
 */
public record SignInView(
    Front front, String csrf, String next, @Nullable String notice, @Nullable String error) {}
