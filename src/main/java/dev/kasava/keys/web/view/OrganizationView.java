package dev.kasava.keys.web.view;

/** What belongs to the owner. */
public record OrganizationView(Shell shell, String ownerId, Moment since, String keys) {}
