package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * The confirmation that deletes a key.
 *
 * @param today how often it was used today
 * @param own whether the person is signed in with this very key
 * @param typed whether its name has to be typed
 * @param error what is wrong with what was typed; null when nothing is
 */
public record DeleteView(
    Shell shell, KeyView key, String today, boolean own, boolean typed, @Nullable String error) {}
