package dev.kasava.keys.web.view;

/**
 * The use of 30 days at a glance.
 *
 * @param path bars in a box of 90 by 20; empty when there was no use
 * @param label the same in words
 */
public record Sparkline(String path, String label) {}
