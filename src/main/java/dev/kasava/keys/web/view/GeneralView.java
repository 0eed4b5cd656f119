package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The person's own settings.
 *
 * @param zone the owner's time zone
 * @param zones those that can be chosen
 * @param here the time zone that this browser is in
 * @param expiries how new keys can expire unless said otherwise
 * @param mayChange whether the person may change what is set for the owner
 */
public record GeneralView(
    Shell shell,
    String zone,
    List<String> zones,
    String here,
    List<Option> expiries,
    String scopes,
    Moment until,
    boolean mayChange,
    @Nullable Fault fault) {}
