package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import java.util.List;
import java.util.Optional;

/** Lists who belongs to the caller's team. */
public final class ReadTeam {
  /**
   * @param keys how many belong to the member
   */
  public record Listed(Member member, long keys) {}

  /**
   * @param members by name
   */
  public record Team(List<Listed> members) {}

  private final KeyStore store;

  public ReadTeam(KeyStore store) {
    this.store = store;
  }

  public Outcome<Team> read(Caller caller) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_READ);
    return lacking.isPresent()
        ? Outcome.refused(lacking.get())
        : store.read(
            reader ->
                Standing.of(reader, caller).map(standing -> new Team(listed(reader, caller))));
  }

  private static List<Listed> listed(KeyReader reader, Caller caller) {
    var keys = reader.keysByMember(caller.owner());
    return reader.members(caller.owner()).stream()
        .map(member -> new Listed(member, keys.getOrDefault(member.id(), 0L)))
        .toList();
  }
}
