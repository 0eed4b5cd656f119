package dev.kasava.keys.web.view;

/** What stands around a page that needs nobody to be signed in. */
public record Front(String title, AssetPaths assets) {}
