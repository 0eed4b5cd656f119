package dev.kasava.keys.web.view;

import dev.kasava.keys.key.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A new secret, shown this once. It is revealed by the template and nowhere else.
 *
 * @param overlap what becomes of the old secret; empty when there was none
 * @param firstUse what is known of its first use; null when that cannot be told from the old one's
 */
public record RevealView(
    Shell shell,
    KeyView key,
    Secret secret,
    String overlap,
    List<Snippet> programs,
    List<Snippet> clients,
    @Nullable FirstUseView firstUse) {}
