package dev.kasava.keys.web.view;

import java.util.List;

/**
 * Requests over time, as a picture and as the table behind it.
 *
 * @param id unique on its page
 * @param label the span of time
 * @param words the picture in words
 * @param width of the picture's box
 * @param height likewise
 * @param most the number that the full height stands for
 * @param from the first span of time
 * @param to the last one
 * @param clients the busiest first
 * @param unit what a row of the table is
 */
public record ChartView(
    String id,
    String label,
    String words,
    int width,
    int height,
    String most,
    String from,
    String to,
    List<Series> clients,
    String unit,
    List<Row> rows) {

  /**
   * One client's share.
   *
   * @param style the name of its colour
   * @param path its bars, upon those of the clients before it
   */
  public record Series(String label, String style, String path, String total) {}

  /**
   * One span of time.
   *
   * @param requests by client, in the order of {@link #clients}
   */
  public record Row(String start, List<String> requests, String total, String rejected) {}

  public boolean empty() {
    return clients.isEmpty();
  }
}
