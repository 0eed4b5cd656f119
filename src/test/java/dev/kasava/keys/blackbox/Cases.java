package dev.kasava.keys.blackbox;

import dev.kasava.keys.blackbox.Case.Probe;
import java.util.ArrayList;
import java.util.List;

/** The cases of one group, as they are put together. */
final class Cases {
  private final String group;
  private final List<Case> all = new ArrayList<>();

  Cases(String group) {
    this.group = group;
  }

  Cases add(String name, String expected, Probe probe) {
    all.add(new Case(group, name, expected, false, probe));
    return this;
  }

  /** One that takes seconds. */
  Cases slow(String name, String expected, Probe probe) {
    all.add(new Case(group, name, expected, true, probe));
    return this;
  }

  /** One request, of which everything is given but its host and the key: {@code {key}}. */
  Cases sent(String name, String expected, String requestLine, String... headers) {
    return add(name, expected, target -> target.seen(target.request(requestLine, headers)));
  }

  List<Case> all() {
    return List.copyOf(all);
  }

  /** Everything there is. */
  static List<Case> everything() {
    List<Case> all = new ArrayList<>();
    all.addAll(FramingCases.all());
    all.addAll(RequestCases.all());
    all.addAll(SlowCases.all());
    all.addAll(CredentialCases.all());
    all.addAll(NameCases.all());
    all.addAll(BrowserCases.all());
    all.addAll(TokenCases.all());
    all.addAll(McpCases.all());
    all.addAll(LogicCases.all());
    return all;
  }
}
