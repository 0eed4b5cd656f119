package dev.kasava.keys.service;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.service.PortableSecret.Origin;
import dev.kasava.keys.service.PortableSecret.Proof;
import dev.kasava.keys.store.KeptSecret;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.store.KeyPage;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.PepperCheck;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands out keys for another installation that has the same pepper, without their secrets, usage
 * and history; for the operator alone, who needs no key.
 */
public final class ExportKeys {
  private final KeyStore store;
  private final Mint mint;
  private final InstantSource clock;

  public ExportKeys(KeyStore store, Mint mint, InstantSource clock) {
    this.store = store;
    this.mint = mint;
    this.clock = clock;
  }

  /**
   * @param keys that were handed out
   * @param without how many were left out since no secret of theirs works
   */
  public record Exported(long keys, long without) {
    public Exported plus(Exported other) {
      return new Exported(keys + other.keys, without + other.without);
    }
  }

  private record Slice(List<PortableKey> keys, int without, KeyQuery.@Nullable Position next) {}

  /**
   * Hands out an owner's keys, the eldest first, a page at a time: what is changed meanwhile may be
   * in it or not.
   */
  public Exported export(Owner owner, Consumer<PortableKey> each) {
    Exported all = new Exported(0, 0);
    KeyQuery.@Nullable Position after = null;
    do {
      KeyQuery.@Nullable Position from = after;
      Slice slice = store.read(reader -> slice(reader, owner, from));
      slice.keys().forEach(each);
      all = all.plus(new Exported(slice.keys().size(), slice.without()));
      after = slice.next();
    } while (after != null);
    return all;
  }

  private Slice slice(KeyReader reader, Owner owner, KeyQuery.@Nullable Position after) {
    Instant now = Rules.now(clock);
    KeyPage page =
        reader.keys(new KeyQuery(owner.id(), "", null, KeyOrder.OLDEST, after, KeyQuery.MOST, now));
    Map<MemberId, String> members =
        reader.members(owner.id()).stream().collect(Collectors.toMap(Member::id, Member::name));
    Map<Integer, String> peppers =
        reader.pepperChecks().stream()
            .collect(Collectors.toMap(PepperCheck::version, PepperCheck::value));
    List<PortableKey> keys = new ArrayList<>();
    for (KeySummary summary : page.keys()) {
      List<PortableSecret> secrets =
          reader.keptSecrets(summary.key().id(), now).stream()
              .map(kept -> portable(summary.key(), kept, peppers))
              .toList();
      if (!secrets.isEmpty()) {
        keys.add(portable(owner, summary.key(), members, secrets));
      }
    }
    return new Slice(
        keys,
        page.keys().size() - keys.size(),
        page.more() ? KeyOrder.OLDEST.positionOf(page.keys().getLast()) : null);
  }

  private static PortableKey portable(
      Owner owner, ApiKey key, Map<MemberId, String> members, List<PortableSecret> secrets) {
    MemberId member = key.member();
    return new PortableKey(
        owner.name(),
        key.name().text(),
        key.scopes().names(),
        key.createdAt(),
        key.expiresAt(),
        key.rateLimit(),
        member == null ? null : members.getOrDefault(member, member.value()),
        secrets.getFirst(),
        secrets.size() > 1 ? secrets.get(1) : null);
  }

  /** Of the elder of two the last characters are not known any more, and never shown. */
  private PortableSecret portable(ApiKey key, KeptSecret kept, Map<Integer, String> peppers) {
    ApiKey.SecretInfo newest = key.secret();
    Origin origin =
        kept.isForeign()
            ? new Origin.Foreign()
            : new Origin.Own(mint.format().prefix(), newest == null ? "" : newest.lastFour());
    return new PortableSecret(
        new Proof.Digested(
            kept.digest(), peppers.getOrDefault(kept.digest().pepperVersion(), ""), origin),
        kept.createdAt(),
        kept.until());
  }
}
