/**
 * The page: Settings, API Keys, and the way in. Rendered here from templates, so that every task
 * works without scripts; scripts only make it more comfortable.
 */
@NullMarked
package dev.kasava.keys.web;

import org.jspecify.annotations.NullMarked;
