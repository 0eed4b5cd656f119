package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Role;
import dev.kasava.keys.store.KeyReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is to the owner that it acts for. Scopes say what a key may be used for, this says
 * what whoever it belongs to may do to which keys; it is the one place that does.
 *
 * @param member whose keys are the caller's own; null when it acts for the owner itself
 */
public record Standing(Role role, @Nullable MemberId member) {
  /** The operator, a key of nobody in particular, and the holder of another issuer's token. */
  private static final Standing OWNER = new Standing(Role.ADMIN, null);

  /** Looked up in the transaction that it counts in, so that a change of role counts at once. */
  static Outcome<Standing> of(KeyReader reader, Caller caller) {
    KeyId id = caller.key();
    if (id == null) {
      return reader.owner(caller.owner()).isPresent()
          ? Outcome.done(OWNER)
          : Outcome.refused(
              new Refusal.NotAdmitted("revoked", "The owner that this is for was removed."));
    }
    Optional<KeySummary> key = reader.key(id);
    return key.isPresent()
        ? Outcome.done(of(reader, key.get().key()))
        : Outcome.refused(
            new Refusal.NotAdmitted("revoked", "The API key in use was deleted meanwhile."));
  }

  /** What the holder of a key is. */
  public static Standing of(KeyReader reader, ApiKey key) {
    MemberId member = key.member();
    return member == null
        ? OWNER
        : reader
            .member(member)
            .map(Standing::of)
            .orElseGet(() -> new Standing(Role.VIEWER, member));
  }

  private static Standing of(Member member) {
    return new Standing(member.role(), member.id());
  }

  /** Whether members, everybody's keys and what is set for the owner are theirs to manage. */
  public boolean mayAdminister() {
    return role == Role.ADMIN;
  }

  public boolean mayCreate() {
    return role != Role.VIEWER;
  }

  /** Whether they may change, regenerate, claim and delete the key. */
  public boolean mayChange(ApiKey key) {
    return switch (role) {
      case ADMIN -> true;
      case MEMBER -> member != null && member.equals(key.member());
      case VIEWER -> false;
    };
  }

  /** The refusal of managing the team; empty for admins. */
  public Optional<Refusal> lacksAdministering() {
    return mayAdminister()
        ? Optional.empty()
        : Optional.of(refusal("That is for admins of the team."));
  }

  Outcome<Standing> administering() {
    return lacksAdministering().<Outcome<Standing>>map(Outcome::refused).orElse(Outcome.done(this));
  }

  /** The refusal of creating keys; empty for whoever may. */
  public Optional<Refusal> lacksCreating() {
    return mayCreate() ? Optional.empty() : Optional.of(refusal("Viewers change nothing."));
  }

  Outcome<Standing> creating() {
    return lacksCreating().<Outcome<Standing>>map(Outcome::refused).orElse(Outcome.done(this));
  }

  Outcome<Standing> changing(ApiKey key) {
    if (mayChange(key)) {
      return Outcome.done(this);
    }
    return refused(
        role == Role.VIEWER
            ? "Viewers change nothing."
            : "This key is not your own, and members manage only those that are.");
  }

  private Outcome<Standing> refused(String why) {
    return Outcome.refused(refusal(why));
  }

  private Refusal refusal(String why) {
    return new Refusal.BeyondRole(why + " Ask an admin of your team to do it.");
  }
}
