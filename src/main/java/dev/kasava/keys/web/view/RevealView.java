package dev.kasava.keys.web.view;

import dev.kasava.keys.key.Secret;

/**
 * A new secret, shown this once. It is revealed by the template and nowhere else.
 *
 * @param overlap what becomes of the old secret; empty when there was none
 */
public record RevealView(Shell shell, KeyView key, Secret secret, String overlap) {}
