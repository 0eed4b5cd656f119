package dev.kasava.keys.service;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.service.PortableSecret.Origin;
import dev.kasava.keys.service.PortableSecret.Proof;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.PepperCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of portable keys what can be kept here. For one transaction. */
final class Arrivals {
  /**
   * A key as it is kept here.
   *
   * @param secrets that still work; the elder one first
   */
  record Arrival(ApiKey key, List<Arrived> secrets) {}

  /**
   * @param digests under which it may be here already; it is to be kept under the first
   */
  record Arrived(
      List<KeyDigest> digests, Origin origin, Instant createdAt, @Nullable Instant until) {
    Arrived madeAt(Instant moment) {
      return new Arrived(digests, origin, moment, until);
    }
  }

  private record Holder(OwnerId owner, @Nullable MemberId member) {}

  private final KeyReader reader;
  private final Mint mint;
  private final OwnerId usual;
  private final Instant now;
  private final List<Owner> owners;
  private final List<PepperCheck> checks;

  /**
   * @param usual the owner of keys that name none
   */
  Arrivals(KeyReader reader, Mint mint, OwnerId usual, Instant now) {
    this.reader = reader;
    this.mint = mint;
    this.usual = usual;
    this.now = now;
    this.owners = reader.owners();
    this.checks = reader.pepperChecks();
  }

  Outcome<Arrival> of(PortableKey key) {
    Optional<Refusal> unfit = unfitTimes(key);
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    return holder(key)
        .then(
            holder ->
                KeyName.parse(key.name())
                    .then(
                        name ->
                            Rules.scopes(key.scopes() == null ? List.of() : key.scopes())
                                .then(
                                    scopes ->
                                        secrets(key)
                                            .map(all -> of(key, holder, name, scopes, all)))));
  }

  private Arrival of(
      PortableKey key, Holder holder, KeyName name, Scopes scopes, List<Arrived> secrets) {
    return new Arrival(
        new ApiKey(
            mint.newKeyId(),
            holder.owner(),
            name,
            scopes,
            createdAt(key),
            null,
            Client.KASAVA,
            info(secrets.getLast()),
            Rules.toMillis(key.expiresAt()),
            key.rateLimit(),
            null,
            null,
            holder.member()),
        secrets);
  }

  private static ApiKey.SecretInfo info(Arrived secret) {
    return switch (secret.origin()) {
      case Origin.Own own -> new ApiKey.SecretInfo(own.lastFour(), secret.createdAt());
      case Origin.Foreign foreign -> ApiKey.SecretInfo.foreign(secret.createdAt());
    };
  }

  private Instant createdAt(PortableKey key) {
    Instant createdAt = Rules.toMillis(key.createdAt());
    if (createdAt != null) {
      return createdAt;
    }
    Instant expiry = Rules.toMillis(key.expiresAt());
    return expiry != null && expiry.isBefore(now) ? expiry : now;
  }

  /** Keys that expired already come along, so that their holders are told. */
  private Optional<Refusal> unfitTimes(PortableKey key) {
    Instant createdAt = createdAt(key);
    Instant expiry = key.expiresAt();
    return unfitPast("createdAt", createdAt)
        .or(() -> expiry == null ? Optional.empty() : Rules.expiryTooLate(expiry, now))
        .or(
            () ->
                expiry != null && expiry.isBefore(createdAt)
                    ? invalid("expiresAt", "The key would expire before it was created.")
                    : Optional.empty());
  }

  private Optional<Refusal> unfitPast(String field, Instant moment) {
    return moment.isAfter(now) || moment.isBefore(Instant.EPOCH)
        ? invalid(field, "A key was created in the past, and after 1970. Leave it out to say now.")
        : Optional.empty();
  }

  private static Optional<Refusal> invalid(String field, String message) {
    return Optional.of(new Refusal.Invalid(field, message));
  }

  private Outcome<Holder> holder(PortableKey key) {
    String reference = key.owner() == null ? usual.value() : key.owner();
    return owners.stream()
        .filter(owner -> owner.id().value().equals(reference) || owner.name().equals(reference))
        .findFirst()
        .map(owner -> holder(owner, key.member()))
        .orElseGet(
            () ->
                refused(
                    "owner",
                    "There is no owner of that id or name here. Add one with \"kasava owners add\","
                        + " or leave the field out and name one with --owner."));
  }

  /** A key that lost its member would act for the owner itself, and may do more. */
  private Outcome<Holder> holder(Owner owner, @Nullable String reference) {
    if (reference == null) {
      return Outcome.done(new Holder(owner.id(), null));
    }
    return reader.members(owner.id()).stream()
        .filter(member -> member.id().value().equals(reference) || member.name().equals(reference))
        .findFirst()
        .map(member -> Outcome.done(new Holder(owner.id(), member.id())))
        .orElseGet(
            () ->
                refused(
                    "member",
                    "The owner's team has no member of that id or name here. Add them with \"kasava"
                        + " members add\" first."));
  }

  private Outcome<List<Arrived>> secrets(PortableKey key) {
    PortableSecret elder = key.elder();
    if (elder != null && !isElder(elder, key.secret())) {
      return refused("elder", "Of two secrets the elder one has its end (until), the other none.");
    }
    List<Arrived> all = new ArrayList<>();
    for (PortableSecret secret :
        elder == null ? List.of(key.secret()) : List.of(elder, key.secret())) {
      switch (arrived(secret, createdAt(key))) {
        case Outcome.Refused<Arrived> refused -> {
          return refused.as();
        }
        case Outcome.Done<Arrived>(Arrived arrived) -> {
          if (arrived.until() == null || arrived.until().isAfter(now)) {
            all.add(arrived);
          }
        }
      }
    }
    return all.isEmpty()
        ? refused("secret", "Its overlap is over, so nothing of it works. Leave the line out.")
        : Outcome.done(apart(all));
  }

  /** The secrets of a key are told from each other by when they were made. */
  private static List<Arrived> apart(List<Arrived> all) {
    Arrived elder = all.getFirst();
    Arrived other = all.getLast();
    return all.size() > 1 && elder.createdAt().equals(other.createdAt())
        ? List.of(elder, other.madeAt(other.createdAt().plusMillis(1)))
        : all;
  }

  /** Without an end it waits for the first use of the other, which then was made by us. */
  private static boolean isElder(PortableSecret elder, PortableSecret other) {
    boolean isOwn =
        other.proof() instanceof Proof.Digested digested && digested.origin() instanceof Origin.Own;
    return other.until() == null && (elder.until() != null || isOwn);
  }

  private Outcome<Arrived> arrived(PortableSecret secret, Instant keyCreatedAt) {
    Instant given = Rules.toMillis(secret.createdAt());
    Instant createdAt = given == null ? keyCreatedAt : given;
    Optional<Refusal> unfit = unfitPast("secret", createdAt);
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    Instant until = Rules.toMillis(secret.until());
    if (until != null && until.isAfter(now.plus(Overlap.LONGEST))) {
      return refused(
          "secret", "An overlap lasts " + Overlap.LONGEST.toDays() + " days at most (until).");
    }
    return switch (secret.proof()) {
      case Proof.Hashed(var hash) ->
          Outcome.done(
              new Arrived(
                  mint.peppers().all().stream().map(pepper -> pepper.digest(hash)).toList(),
                  new Origin.Foreign(),
                  createdAt,
                  until));
      case Proof.Digested(var digest, var pepper, var origin) ->
          checked(origin)
              .then(same -> pepper(pepper))
              .map(
                  ours ->
                      new Arrived(List.of(digest.under(ours.version())), origin, createdAt, until));
    };
  }

  private Outcome<Origin> checked(Origin origin) {
    String ours = mint.format().prefix();
    return switch (origin) {
      case Origin.Own own when !own.prefix().equals(ours) ->
          refused(
              "secret",
              "The secrets of that installation begin with another prefix than \""
                  + ours
                  + "_\", and would not be known again here. Import into one that was started with"
                  + " --key-prefix and theirs.");
      case Origin any -> Outcome.done(any);
    };
  }

  /**
   * The current one, which servers have, too, since the store was written with it. Under one that
   * was exchanged a secret would not be found that is here already, dead or alive, under the
   * current.
   */
  private Outcome<Pepper> pepper(String check) {
    Pepper current = mint.peppers().current();
    if (current.checkValue().equals(check)) {
      return checks.contains(new PepperCheck(current.version(), check))
          ? Outcome.done(current)
          : refused("secret", "The pepper was exchanged just now. Try again in a moment.");
    }
    return refused(
        "secret",
        mint.peppers().all().stream().anyMatch(pepper -> pepper.checkValue().equals(check))
            ? "Its digest was made with a pepper that was exchanged here since, so nobody can tell"
                + " whether the secret is here already. Use the key once where it came from, which"
                + " renews its digest, and export it again."
            : "Its digest was made with a pepper that is not this installation's, so the secret"
                + " would not be known again. Import into one that has the pepper of the"
                + " installation that it was exported from.");
  }

  private static <T> Outcome<T> refused(String field, String message) {
    return Outcome.refused(new Refusal.Invalid(field, message));
  }
}
