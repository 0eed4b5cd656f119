package dev.kasava.keys.web.view;

/**
 * The confirmation that deletes a key.
 *
 * @param today how often it was used today
 * @param own whether the person is signed in with this very key
 */
public record DeleteView(Shell shell, KeyView key, String today, boolean own) {}
