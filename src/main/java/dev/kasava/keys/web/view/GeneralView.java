package dev.kasava.keys.web.view;

/** The person's own settings. */
public record GeneralView(Shell shell, String zone, String scopes, Moment until) {}
