package dev.kasava.keys.web.view;

/** One of several values that can be chosen. */
public record Option(String value, String label, boolean chosen) {}
