package dev.kasava.keys.web.view;

/**
 * A page that says one thing: an error, or where to go on.
 *
 * @param path where the link leads
 * @param label what the link says
 * @param onward whether to go there without a click
 */
public record MessageView(Front front, String message, String path, String label, boolean onward) {}
