package dev.kasava.keys.cli;

/** What commands are given. */
record Context(Terminal terminal, Sources sources, Backend backend, Times times) {}
