package dev.kasava.keys.store;

/**
 * By which a store tells whether it is opened with the pepper that it was written with.
 *
 * @param value the pepper's check value
 */
public record PepperCheck(int version, String value) {}
