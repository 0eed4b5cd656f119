package dev.kasava.keys.web.view;

/**
 * A time, written in several ways.
 *
 * @param machine RFC 3339 in UTC
 * @param date the day alone
 * @param exact to the second, with its zone
 * @param relative for example "3 hours ago"
 */
public record Moment(String machine, String date, String exact, String relative) {}
