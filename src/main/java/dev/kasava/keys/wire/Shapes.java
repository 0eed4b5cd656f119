package dev.kasava.keys.wire;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.ReadAudit;
import dev.kasava.keys.service.ReadRevocations;
import dev.kasava.keys.service.ReadTeam;
import dev.kasava.keys.service.VerifyKey;
import dev.kasava.keys.service.WhoAmI;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.usage.Allowance;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From nouns to shapes. Thread-safe. */
public final class Shapes {
  private final KeyFormat format;
  private final InstantSource clock;
  private final Supplier<String> publicUrl;

  /**
   * @param publicUrl under which people reach the page, without a slash at the end
   */
  public Shapes(KeyFormat format, InstantSource clock, Supplier<String> publicUrl) {
    this.format = format;
    this.clock = clock;
    this.publicUrl = publicUrl;
  }

  public KeyShape key(KeySummary summary) {
    ApiKey key = summary.key();
    Instant now = clock.instant();
    ApiKey.SecretInfo secret = key.secret();
    Client lastClient = summary.lastClient();
    return new KeyShape(
        key.id().value(),
        key.name().text(),
        format.preview(secret),
        key.status(now).code(),
        key.scopes().names(),
        key.createdAt(),
        secret == null ? null : secret.createdAt(),
        summary.lastUsedAt(),
        lastClient == null ? null : lastClient.code(),
        key.expiresAt(),
        RateLimitShape.of(key.rateLimit()),
        key.createdBy().code(),
        key.openReplacement(now) != null,
        key.member() == null ? null : key.member().value());
  }

  public KeyListShape list(ListKeys.Page page) {
    return new KeyListShape(page.keys().stream().map(this::key).toList(), page.nextCursor());
  }

  /** Holds the secret where there is one: only for doors that were asked to hand it out. */
  public IssueShape issue(Issue issue) {
    return switch (issue) {
      case Issue.Claimed(var key, var secret) -> new IssueShape(key(key), secret.reveal(), null);
      case Issue.Pending(var key) -> new IssueShape(key(key), null, claimUrl(key.key().id()));
    };
  }

  /** Where the signed-in owner claims the key. */
  public String claimUrl(KeyId id) {
    return publicUrl.get() + "/settings/api-keys/" + id + "/claim";
  }

  public UsageShape usage(Usage usage) {
    Client lastClient = usage.lastClient();
    return new UsageShape(
        usage.total(),
        usage.today(),
        usage.thisMonth(),
        usage.rejected(),
        usage.lastUsedAt(),
        lastClient == null ? null : lastClient.code(),
        usage.timeZone().getId(),
        usage.byHour().stream()
            .map(hour -> new UsageShape.HourShape(hour.start(), hour.requests(), hour.rejected()))
            .toList(),
        usage.byClient().stream()
            .map(
                client ->
                    new UsageShape.ClientShape(
                        client.client().code(), client.requests(), client.rejected()))
            .toList());
  }

  public VerdictShape verdict(VerifyKey.Judged judged) {
    Verdict verdict = judged.verdict();
    VerdictShape.AllowanceShape rateLimit = allowance(judged.allowance());
    return switch (verdict) {
      case Verdict.Accepted(var grant) ->
          new VerdictShape(
              true,
              verdict.code(),
              null,
              grant.keyId().value(),
              grant.owner().value(),
              grant.name().text(),
              grant.scopes().names(),
              grant.expiresAt(),
              rateLimit);
      case Verdict.Admitted(var grant) ->
          new VerdictShape(
              true,
              verdict.code(),
              null,
              grant.keyId() == null ? null : grant.keyId().value(),
              grant.owner().value(),
              null,
              grant.scopes().names(),
              grant.expiresAt(),
              rateLimit);
      case Verdict.Rejected rejected ->
          new VerdictShape(
              false,
              rejected.code(),
              rejected.message(),
              idOf(rejected),
              null,
              null,
              null,
              null,
              rateLimit);
    };
  }

  private static VerdictShape.@Nullable AllowanceShape allowance(@Nullable Allowance allowance) {
    return allowance == null
        ? null
        : new VerdictShape.AllowanceShape(
            allowance.limit().requests(),
            allowance.limit().window().toSeconds(),
            allowance.remaining(),
            allowance.resetSeconds());
  }

  private static @Nullable String idOf(Verdict.Rejected rejected) {
    KeyId id =
        switch (rejected) {
          case Verdict.Malformed malformed -> null;
          case Verdict.Unknown unknown -> null;
          case Verdict.Revoked revoked -> revoked.keyId();
          case Verdict.Expired expired -> expired.keyId();
          case Verdict.MissingScope lacking -> lacking.keyId();
          case Verdict.InvalidToken invalid -> null;
          case Verdict.RateLimited limited -> limited.keyId();
        };
    return id == null ? null : id.value();
  }

  public RevocationShape.Page revocations(ReadRevocations.Page page) {
    return new RevocationShape.Page(
        page.keys().stream()
            .map(
                changed ->
                    new RevocationShape(
                        changed.key().value(),
                        changed.lives().stream()
                            .map(life -> new RevocationShape.Span(life.createdAt(), life.until()))
                            .toList()))
            .toList(),
        page.next());
  }

  public AuditShape.Page audit(ReadAudit.Page page) {
    return new AuditShape.Page(
        page.entries().stream().map(Shapes::audit).toList(), page.nextCursor());
  }

  private static AuditShape audit(AuditEntry entry) {
    AuditRecord made = entry.record();
    KeyId actor = made.actor();
    AuditShape.Subject about = new AuditShape.Subject(made.subject().value(), made.subjectName());
    String kind = made.kind().name().toLowerCase(Locale.ROOT);
    String name = actor == null ? made.outsider() : entry.actorName();
    return new AuditShape(
        Long.toString(entry.sequence()),
        made.at(),
        made.action().code(),
        made.subject() instanceof KeyId ? about : null,
        made.subject() instanceof MemberId ? about : null,
        made.subject() instanceof OwnerId ? about : null,
        new AuditShape.Actor(kind, actor == null ? null : actor.value(), name),
        made.door(),
        made.client().code(),
        made.ownDetails());
  }

  public IdentityShape identity(WhoAmI.Identity identity) {
    KeySummary key = identity.key();
    return new IdentityShape(
        owner(identity.owner()),
        key == null ? null : key(key),
        identity.caller().scopes().names(),
        identity.caller().client().code(),
        identity.role().code(),
        identity.member() == null ? null : member(identity.member()));
  }

  public IdentityShape.OwnerShape owner(Owner owner) {
    return new IdentityShape.OwnerShape(owner.id().value(), owner.name(), owner.timeZone().getId());
  }

  public MemberShape member(Member member) {
    return member(member, null);
  }

  public MemberShape.Team team(ReadTeam.Team team) {
    return new MemberShape.Team(
        team.members().stream().map(listed -> member(listed.member(), listed.keys())).toList());
  }

  private static MemberShape member(Member member, @Nullable Long keys) {
    return new MemberShape(
        member.id().value(), member.name(), member.role().code(), member.createdAt(), keys);
  }
}
