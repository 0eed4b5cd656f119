package dev.kasava.keys.web;

import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.UsageHistory;
import dev.kasava.keys.key.UsageHistory.Span;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Use over time as CSV (RFC 4180), in which no spreadsheet finds a formula. */
final class UsageCsv {
  private static final String END = "\r\n";
  private static final String FORMULA = "=+-@\t\r\n";

  private UsageCsv() {}

  static String of(KeyName key, UsageHistory history) {
    StringBuilder csv = new StringBuilder("key,span,start,client,requests,rejected").append(END);
    rows(csv, key, history, "day", history.days());
    rows(csv, key, history, "hour", history.hours());
    return csv.toString();
  }

  private static void rows(
      StringBuilder csv, KeyName key, UsageHistory history, String kind, List<Span> spans) {
    for (Span span : spans) {
      String start =
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(span.start().atZone(history.timeZone()));
      span.requests()
          .forEach(
              (client, requests) ->
                  row(csv, key.text(), kind, start, client.code(), requests.toString(), "0"));
      if (span.rejected() > 0) {
        row(csv, key.text(), kind, start, "", "0", Long.toString(span.rejected()));
      }
    }
  }

  private static void row(StringBuilder csv, String... fields) {
    for (int i = 0; i < fields.length; i++) {
      csv.append(i == 0 ? "" : ",").append(field(fields[i]));
    }
    csv.append(END);
  }

  /**
   * An apostrophe keeps a spreadsheet from reading the text as a formula (OWASP, CSV injection).
   */
  static String field(String text) {
    String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
