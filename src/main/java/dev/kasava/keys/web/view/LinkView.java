package dev.kasava.keys.web.view;

/** The page behind a one-time link, which is used up only by its button. */
public record LinkView(Front front, String csrf, String action) {}
