package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.ImportedKeys;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.ImportKeys.Entry;
import dev.kasava.keys.service.ImportKeys.Fate;
import dev.kasava.keys.service.PortableSecret.Origin;
import dev.kasava.keys.service.PortableSecret.Proof;
import dev.kasava.keys.store.SecretLife;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys from elsewhere, and out of one installation into another. */
final class ImportKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  /** Nobody's. */
  private static final String SECRET = "sk_test_0123456789-abcdef";

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(NOW);
  private TestInstallation test;
  private OwnerId owner;

  @BeforeEach
  void start() {
    test = TestInstallation.in(folder.resolve("one"), clock);
    owner = test.firstCaller().owner();
  }

  @AfterEach
  void stop() {
    test.close();
  }

  private ImportKeys verb() {
    return test.get().verbs().importKeys();
  }

  private static PortableSecret hashed(String secret) {
    return ImportedKeys.key("any", secret).secret();
  }

  private static PortableKey key(
      @Nullable String of,
      String name,
      @Nullable Instant created,
      @Nullable Instant expires,
      @Nullable String member) {
    return new PortableKey(
        of, name, List.of("orders:read"), created, expires, null, member, hashed(SECRET), null);
  }

  private String refused(PortableKey key) {
    List<Fate> checked = verb().check(List.of(new Entry(1, key)), owner);
    assertThat(verb().add(List.of(new Entry(1, key)), owner)).isEqualTo(checked);
    assertThat(checked.getFirst()).isInstanceOf(Fate.Refused.class);
    Refusal refusal = ((Fate.Refused) checked.getFirst()).refusal();
    assertThat(refusal.message()).endsWith(".").doesNotContain(SECRET);
    return refusal instanceof Refusal.Invalid invalid
        ? invalid.field() + ": " + refusal.message()
        : refusal.message();
  }

  private String code(String secret) {
    return test.get().authenticator().verify(secret, List.of()).code();
  }

  private Optional<ApiKey> find(String name) {
    return test.get().keys().read(reader -> reader.keyNamed(owner, new KeyName(name)));
  }

  private ApiKey named(String name) {
    return find(name).orElseThrow();
  }

  @Test
  void twoSecretsAreToldApartByWhenTheyWereMade() {
    PortableSecret elder =
        new PortableSecret(hashed("elder-1-2").proof(), null, NOW.plus(Duration.ofDays(1)));
    PortableKey two =
        new PortableKey(null, "Two", null, null, null, null, null, hashed(SECRET), elder);
    assertThat(verb().add(List.of(new Entry(1, two)), owner)).containsExactly(new Fate.Added());
    List<SecretLife> lives = test.get().keys().read(reader -> reader.lives(named("Two").id()));
    assertThat(lives).extracting(SecretLife::createdAt).hasSize(2).doesNotHaveDuplicates();
    assertThat(lives.getFirst().until()).isEqualTo(elder.until());
  }

  @Test
  void everythingThatALineSaysComesAlong() {
    PortableKey whole =
        new PortableKey(
            "Owner",
            "  Customer 17 ",
            List.of("orders:write", "orders:read"),
            NOW.minus(Duration.ofDays(400)),
            NOW.plus(Duration.ofDays(30)),
            new RateLimit(100, Duration.ofMinutes(1)),
            null,
            hashed(SECRET),
            null);
    assertThat(verb().add(List.of(new Entry(1, whole)), owner)).containsExactly(new Fate.Added());
    ApiKey key = named("Customer 17");
    assertThat(key.scopes().toString()).isEqualTo("orders:read orders:write");
    assertThat(key.createdAt()).isEqualTo(NOW.minus(Duration.ofDays(400)));
    assertThat(key.secret()).isEqualTo(ApiKey.SecretInfo.foreign(key.createdAt()));
    assertThat(key.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(30)));
    assertThat(key.rateLimit()).isEqualTo(new RateLimit(100, Duration.ofMinutes(1)));
    assertThat(key.claimBy()).isNull();
    assertThat(code(SECRET)).isEqualTo("accepted");
    assertThat(
            done(test.get()
                    .verbs()
                    .log()
                    .read(test.firstCaller(), new ReadAudit.Request(key.id().value(), null, 10)))
                .entries())
        .extracting(entry -> entry.record().action().code() + " " + entry.record().details())
        .containsExactly(
            "key.imported scopes: orders:read orders:write; limit: 100 requests in 60 seconds");
  }

  /** Whoever imports customers' keys must not let each see the list of all of them. */
  @Test
  void withoutAWordAboutScopesItHasNone() {
    PortableKey key = ImportedKeys.key("Bare", SECRET);
    verb()
        .add(
            List.of(
                new Entry(
                    1,
                    new PortableKey(
                        null, "Bare", null, null, null, null, null, key.secret(), null))),
            owner);
    assertThat(named("Bare").scopes().sorted()).isEmpty();
    assertThat(code(SECRET)).isEqualTo("accepted");
  }

  @Test
  void anExpiredKeyStaysOne() {
    verb()
        .add(
            List.of(
                new Entry(1, key(null, "Old", NOW.minusSeconds(100), NOW.minusSeconds(10), null))),
            owner);
    assertThat(code(SECRET)).isEqualTo("expired");
  }

  @Test
  void anExpiredKeyOfWhichNobodyKnowsWhenItBeganComesAlong() {
    PortableKey old = key(null, "Old", null, NOW.minusSeconds(10), null);
    assertThat(verb().add(List.of(new Entry(1, old)), owner)).containsExactly(new Fate.Added());
    assertThat(code(SECRET)).isEqualTo("expired");
  }

  @Test
  void whatIsHereIsLeftAsItIsWhateverBecameOfIt() {
    List<Entry> entry = List.of(new Entry(1, ImportedKeys.key("First name", SECRET)));
    verb().add(entry, owner);
    KeyId id = named("First name").id();
    assertThat(verb().check(entry, owner)).containsExactly(new Fate.Here(false));
    assertThat(verb().add(entry, owner)).containsExactly(new Fate.Here(false));
    List<Entry> renamed = List.of(new Entry(1, ImportedKeys.key("Other name", SECRET)));
    assertThat(verb().add(renamed, owner)).containsExactly(new Fate.Here(false));
    done(test.get().verbs().delete().delete(test.firstCaller(), id));
    assertThat(verb().check(entry, owner)).containsExactly(new Fate.Here(true));
    assertThat(verb().add(entry, owner)).containsExactly(new Fate.Here(true));
    assertThat(code(SECRET)).isEqualTo("revoked");
    assertThat(find("First name")).isEmpty();
  }

  @Test
  void whatCannotBeIsRefusedWithWhatToDo() {
    test.create("Taken", null, "keys:read");
    assertThat(refused(key("Nobody", "Key", null, null, null)))
        .startsWith("owner: There is no owner");
    assertThat(refused(key(null, "Key", null, null, "Ada"))).startsWith("member: The owner's team");
    assertThat(refused(key(null, " ", null, null, null))).startsWith("name: A key needs a name");
    assertThat(refused(key(null, "Taken", null, null, null))).startsWith("name: A key named");
    assertThat(refused(key(null, "Key", NOW.plusSeconds(1), null, null))).startsWith("createdAt: ");
    assertThat(refused(key(null, "Key", Instant.EPOCH.minusMillis(1), null, null)))
        .startsWith("createdAt: ");
    assertThat(refused(key(null, "Key", NOW.minusSeconds(9), NOW.minusSeconds(10), null)))
        .startsWith("expiresAt: The key would expire before");
    assertThat(refused(key(null, "Key", null, NOW.plus(Duration.ofDays(3660)), null)))
        .startsWith("expiresAt: The expiry may lie at most 10 years");
    assertThat(
            refused(
                new PortableKey(
                    null,
                    "Key",
                    List.of("Not A Scope"),
                    null,
                    null,
                    null,
                    null,
                    hashed(SECRET),
                    null)))
        .startsWith("scopes: ");
    assertThat(
            refused(
                new PortableKey(
                    null,
                    "Key",
                    null,
                    null,
                    null,
                    null,
                    null,
                    hashed(SECRET),
                    hashed("elder-1-2"))))
        .startsWith("elder: Of two secrets");
    assertThat(
            refused(
                new PortableKey(
                    null,
                    "Key",
                    null,
                    null,
                    null,
                    null,
                    null,
                    new PortableSecret(hashed(SECRET).proof(), null, NOW),
                    null)))
        .startsWith("secret: Its overlap is over");
    assertThat(code(SECRET)).isEqualTo("malformed");
  }

  @Test
  void whatStandsTwiceIsFoundBeforeAnythingIsThere() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      entries.add(new Entry(i + 1, ImportedKeys.key("Key " + i, SECRET + i)));
    }
    entries.add(new Entry(300, ImportedKeys.key("Key 17", "another-secret")));
    entries.add(new Entry(301, ImportedKeys.key("Key 1000", SECRET + 205)));
    List<Fate> fates = verb().check(entries, owner);
    assertThat(fates.subList(0, 250)).containsOnly(new Fate.Added());
    assertThat(fates.get(250).toString()).contains("in line 18");
    assertThat(fates.get(251).toString()).contains("stands in line 206");
  }

  @Test
  void theNameOfAKeyThatNobodyClaimedInTimeIsFree() {
    done(
        test.get()
            .verbs()
            .create()
            .create(test.firstCaller(), new CreateKey.Request("Late", null, List.of(), false)));
    List<Entry> entry = List.of(new Entry(1, ImportedKeys.key("Late", SECRET)));
    assertThat(verb().check(entry, owner).getFirst()).isInstanceOf(Fate.Refused.class);
    clock.advance(ApiKey.CLAIM_WINDOW);
    assertThat(verb().check(entry, owner)).containsExactly(new Fate.Added());
    assertThat(verb().add(entry, owner)).containsExactly(new Fate.Added());
    assertThat(code(SECRET)).isEqualTo("accepted");
  }

  private List<PortableKey> exported(TestInstallation from) {
    List<PortableKey> all = new ArrayList<>();
    from.get()
        .verbs()
        .owners()
        .list()
        .forEach(one -> from.get().verbs().exportKeys().export(one, all::add));
    return all;
  }

  private TestInstallation withTheSamePepper() throws IOException {
    Path other = folder.resolve("two");
    Files.createDirectories(other);
    Files.copy(folder.resolve("one").resolve("pepper"), other.resolve("pepper"));
    return TestInstallation.in(other, clock);
  }

  private static List<Fate> taken(TestInstallation into, List<PortableKey> keys) {
    List<Entry> entries = new ArrayList<>();
    keys.forEach(key -> entries.add(new Entry(entries.size() + 1, key)));
    return into.get().verbs().importKeys().add(entries, into.firstCaller().owner());
  }

  private Issue.Claimed regenerated(KeyId id, long overlapSeconds, boolean untilFirstUse) {
    return (Issue.Claimed)
        done(
            test.get()
                .verbs()
                .regenerate()
                .regenerate(
                    test.firstCaller(),
                    id,
                    new RegenerateKey.Request(overlapSeconds, true, null, false, untilFirstUse)));
  }

  @Test
  void whatOneInstallationExportsWorksInAnotherWithItsPepper() throws IOException {
    Issue.Claimed own = test.create("Own", NOW.plusSeconds(3600), "orders:read");
    ImportedKeys.into(test.get(), "Foreign", SECRET, "orders:read");
    KeyId overlapping = ImportedKeys.into(test.get(), "Overlapping", SECRET + "-o");
    Issue.Claimed newer = regenerated(overlapping, 60, false);
    KeyId succeeding = ImportedKeys.into(test.get(), "Succeeding", SECRET + "-s");
    Issue.Claimed successor = regenerated(succeeding, 0, true);
    Issue.Claimed deleted = test.create("Deleted", null, "orders:read");
    done(test.get().verbs().delete().delete(test.firstCaller(), deleted.key().key().id()));
    done(
        test.get()
            .verbs()
            .create()
            .create(test.firstCaller(), new CreateKey.Request("Pending", null, List.of(), false)));
    List<PortableKey> all = exported(test);
    assertThat(all)
        .extracting(PortableKey::name)
        .containsExactlyInAnyOrder("First key", "Own", "Foreign", "Overlapping", "Succeeding");

    try (TestInstallation two = withTheSamePepper()) {
      List<PortableKey> theirs =
          all.stream().filter(key -> !key.name().equals("First key")).toList();
      assertThat(taken(two, theirs)).hasSize(4).containsOnly(new Fate.Added());
      assertThat(taken(two, theirs)).hasSize(4).containsOnly(new Fate.Here(false));
      var there = two.get().authenticator();
      for (String secret :
          List.of(
              own.secret().reveal(),
              SECRET,
              SECRET + "-o",
              newer.secret().reveal(),
              SECRET + "-s")) {
        assertThat(there.verify(secret, List.of()).code()).isEqualTo("accepted");
      }
      assertThat(there.verify(deleted.secret().reveal(), List.of()).code()).isEqualTo("unknown");
      assertThat(there.verify(successor.secret().reveal(), List.of()).code()).isEqualTo("accepted");
      assertThat(there.verify(SECRET + "-s", List.of()).code()).isEqualTo("revoked");
      clock.advance(Duration.ofSeconds(60));
      assertThat(there.verify(SECRET + "-o", List.of()).code()).isEqualTo("revoked");
      assertThat(there.verify(newer.secret().reveal(), List.of()).code()).isEqualTo("accepted");
      assertThat(exported(two))
          .filteredOn(key -> key.name().equals("Own") || key.name().equals("Foreign"))
          .containsExactlyInAnyOrderElementsOf(
              all.stream()
                  .filter(key -> key.name().equals("Own") || key.name().equals("Foreign"))
                  .toList());
    }
  }

  @Test
  void anotherPepperOrPrefixIsRefused() {
    test.create("Own", null, "orders:read");
    PortableKey own =
        exported(test).stream().filter(key -> key.name().equals("Own")).findFirst().orElseThrow();
    try (TestInstallation stranger = TestInstallation.in(folder.resolve("three"), clock)) {
      assertThat(taken(stranger, List.of(own)).getFirst().toString())
          .contains("pepper that is not this installation's");
    }
    Proof.Digested proof = (Proof.Digested) own.secret().proof();
    PortableKey ofAnotherPrefix =
        new PortableKey(
            null,
            "Other",
            null,
            null,
            null,
            null,
            null,
            new PortableSecret(
                new Proof.Digested(proof.digest(), proof.pepper(), new Origin.Own("acme", "abcd")),
                null,
                null),
            null);
    assertThat(refused(ofAnotherPrefix)).contains("another prefix", "\"ksa_\"");
  }

  /** Nobody comes to more rights by losing whose key it was. */
  @Test
  void aMembersKeyNeedsTheMember() throws IOException {
    var member =
        done(test.get().verbs().changeTeam().add(test.firstCaller(), "Ada Lovelace", "viewer"));
    done(
        test.get()
            .verbs()
            .create()
            .create(
                test.firstCaller(),
                new CreateKey.Request(
                    "Ada's", null, List.of("keys:read"), true, null, member.id().value())));
    List<PortableKey> all =
        exported(test).stream().filter(key -> key.name().equals("Ada's")).toList();
    try (TestInstallation two = withTheSamePepper()) {
      assertThat(taken(two, all).getFirst().toString()).contains("no member");
      done(two.get().verbs().changeTeam().add(two.firstCaller(), "Ada Lovelace", "viewer"));
      assertThat(taken(two, all)).containsExactly(new Fate.Added());
    }
  }

  @Test
  void exportGoesThroughMoreThanAPage() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      entries.add(new Entry(i + 1, ImportedKeys.key("Key " + i, SECRET + i)));
    }
    for (int from = 0; from < entries.size(); from += ImportKeys.AT_A_TIME) {
      verb()
          .add(entries.subList(from, Math.min(from + ImportKeys.AT_A_TIME, entries.size())), owner);
    }
    assertThat(exported(test)).hasSize(451).doesNotHaveDuplicates();
  }
}
