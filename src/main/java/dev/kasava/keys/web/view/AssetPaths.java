package dev.kasava.keys.web.view;

/** Where the files that every page needs are served. */
public record AssetPaths(String style, String script, String icon) {}
