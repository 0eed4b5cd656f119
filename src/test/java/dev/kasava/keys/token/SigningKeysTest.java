package dev.kasava.keys.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.TokenFault;
import dev.kasava.keys.store.SigningKeyStore;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.sql.SqlSigningKeyStore;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import dev.kasava.keys.token.TokenReader.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our signing keys follow one another without a gap, and lie sealed. */
final class SigningKeysTest {
  private static final String URL = "https://keys.example";

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestInstallation installation;
  private SqliteDatabase database;
  private SigningKeyStore store;
  private SigningKeys keys;

  @BeforeEach
  void open() {
    installation = TestInstallation.in(folder, clock);
    database = SqliteDatabase.open(folder.resolve("kasava.db"));
    store = new SqlSigningKeyStore(database);
    keys = process();
  }

  @AfterEach
  void close() {
    database.close();
    installation.close();
  }

  /** The keys as one more process has them. */
  private SigningKeys process() {
    return new SigningKeys(store, installation.get().peppers(), clock);
  }

  private String mint(SigningKeys by) {
    return new TokenMint(by, () -> URL, clock)
        .mint(
            new KeyId("key_0000000000000000000001"),
            new OwnerId("own_1"),
            Scopes.DEFAULT,
            URL,
            null)
        .reveal();
  }

  private Reading read(SigningKeys by, String token) {
    return new TokenReader(List.of(Trust.own(by, () -> URL, () -> Set.of(URL))), clock).read(token);
  }

  private List<String> published(SigningKeys by) throws Exception {
    JWKSet set = JWKSet.parse(by.published());
    assertThat(set.containsNonPublicKeys()).isFalse();
    return set.getKeys().stream().map(key -> key.getKeyID()).toList();
  }

  private static String signerOf(String token) throws Exception {
    return com.nimbusds.jwt.SignedJWT.parse(token).getHeader().getKeyID();
  }

  @Test
  void theNextKeyIsPublishedBeforeItSignsAndTheOldOneUntilItsTokensHaveDied() throws Exception {
    String first = signerOf(mint(keys));
    assertThat(published(keys)).containsExactly(first);

    clock.advance(SigningKeys.SIGNS.minus(SigningKeys.AHEAD));
    keys.tend();
    List<String> both = published(keys);
    assertThat(both).hasSize(2).startsWith(first);
    String second = both.getLast();
    assertThat(signerOf(mint(keys))).isEqualTo(first);

    clock.advance(SigningKeys.AHEAD.minusSeconds(1));
    String last = mint(keys);
    assertThat(signerOf(last)).isEqualTo(first);

    clock.advance(Duration.ofSeconds(1));
    keys.tend();
    String next = mint(keys);
    assertThat(signerOf(next)).isEqualTo(second);
    assertThat(published(keys)).containsExactly(first, second);
    assertThat(read(keys, next)).isInstanceOf(Reading.Genuine.class);
    assertThat(read(keys, last)).isInstanceOf(Reading.Genuine.class);

    clock.advance(TokenMint.LIFETIME);
    assertThat(read(keys, last)).isEqualTo(new Reading.Bad(TokenFault.EXP));
    assertThat(published(keys)).contains(first);

    clock.advance(SigningKeys.TAIL);
    keys.tend();
    assertThat(published(keys)).containsExactly(second);
    assertThat(store.all()).hasSize(1);
  }

  /** Also where nobody has tended them since. */
  @Test
  void aKeyIsOverWhenItsTokensHaveDied() throws Exception {
    String kid = signerOf(mint(keys));
    clock.advance(SigningKeys.SIGNS.plus(SigningKeys.TAIL).minusSeconds(1));
    assertThat(keys.find(kid, Algorithm.ES256)).isInstanceOf(KeySource.Answer.Found.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(keys.find(kid, Algorithm.ES256)).isInstanceOf(KeySource.Answer.None.class);
    assertThat(published(keys)).hasSize(1).doesNotContain(kid);
  }

  @Test
  void whoeverAsksBeforeAnythingWasSignedFindsTheKey() throws Exception {
    List<String> first = published(keys);
    assertThat(first).containsExactly(signerOf(mint(keys)));
  }

  @Test
  void processesShareTheirKeys() throws Exception {
    SigningKeys other = process();
    String token = mint(keys);
    assertThat(read(other, token)).isInstanceOf(Reading.Genuine.class);
    assertThat(signerOf(mint(other))).isEqualTo(signerOf(token));

    clock.advance(SigningKeys.SIGNS.minus(SigningKeys.AHEAD));
    keys.tend();
    other.tend();
    assertThat(published(other)).hasSize(2).isEqualTo(published(keys));
  }

  /** As its clock is a little behind that of the node which made the token. */
  @Test
  void aTokenIsGoodAtANodeWhoseClockIsBehind() {
    String token = mint(keys);
    clock.advance(Duration.ofSeconds(-5));
    assertThat(read(process(), token)).isInstanceOf(Reading.Genuine.class);
    clock.advance(Duration.ofMillis(-1));
    assertThat(read(process(), token)).isInstanceOf(Reading.Bad.class);
  }

  private static class Counted implements SigningKeyStore {
    private final SigningKeyStore store;
    private final AtomicInteger reads;

    Counted(SigningKeyStore store, AtomicInteger reads) {
      this.store = store;
      this.reads = reads;
    }

    @Override
    public List<Sealed> all() {
      reads.incrementAndGet();
      return store.all();
    }

    @Override
    public boolean add(Sealed key) {
      return store.add(key);
    }

    @Override
    public void removeEndedBy(Instant end) {
      store.removeEndedBy(end);
    }
  }

  @Test
  void whoMakesKeysUpHasThemLookedForOnceASecond() {
    AtomicInteger reads = new AtomicInteger();
    SigningKeys other =
        new SigningKeys(new Counted(store, reads), installation.get().peppers(), clock);
    for (int i = 0; i < 10; i++) {
      assertThat(other.find("made-up-" + i, Algorithm.ES256))
          .isInstanceOf(KeySource.Answer.None.class);
    }
    assertThat(reads).hasValue(1);
    clock.advance(Duration.ofMinutes(-1));
    assertThat(other.find("made-up", Algorithm.ES256)).isInstanceOf(KeySource.Answer.None.class);
    assertThat(reads).as("a clock that was set back").hasValue(2);
    String token = mint(keys);
    clock.advance(Duration.ofSeconds(1));
    assertThat(read(other, token)).isInstanceOf(Reading.Genuine.class);
    assertThat(reads).hasValue(3);
  }

  /** A store that does not answer is no reason to take a key for made up. */
  @Test
  void aLookThatFailedIsNone() {
    AtomicInteger failures = new AtomicInteger(1);
    SigningKeyStore failing =
        new Counted(store, new AtomicInteger()) {
          @Override
          public List<Sealed> all() {
            if (failures.getAndDecrement() > 0) {
              throw new StoreException("a test's");
            }
            return super.all();
          }
        };
    String token = mint(keys);
    SigningKeys other = new SigningKeys(failing, installation.get().peppers(), clock);
    assertThatThrownBy(() -> read(other, token)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> read(other, token))
        .as("not asked again at once")
        .hasMessage("a test's");
    assertThat(failures).hasValue(0);
    clock.advance(Duration.ofSeconds(1));
    assertThat(read(other, token)).isInstanceOf(Reading.Genuine.class);
  }

  @Test
  void afterALongAbsenceThereIsANewKeyAtOnce() throws Exception {
    String first = signerOf(mint(keys));
    clock.advance(SigningKeys.SIGNS.multipliedBy(3));
    String token = mint(process());
    assertThat(signerOf(token)).isNotEqualTo(first);
    assertThat(read(keys, token)).isInstanceOf(Reading.Genuine.class);
  }

  @Test
  void aKeyLiesSealedUnderThePepper() throws Exception {
    mint(keys);
    SigningKeyStore.Sealed sealed = store.all().getFirst();
    assertThat(new String(sealed.box().bytes(), StandardCharsets.ISO_8859_1))
        .doesNotContain("kty", "P-256");
    SigningKeys thief =
        new SigningKeys(store, new Peppers(List.of(new Pepper(1, new byte[32]))), clock);
    assertThat(thief.find(sealed.keyId(), Algorithm.ES256))
        .isInstanceOf(KeySource.Answer.None.class);
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().contains(".db")).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as("%s", file)
            .doesNotContain("\"d\":");
      }
    }
  }

  /** Whoever can write to the database can neither plant a key nor let one sign for longer. */
  @Test
  void aRowThatWasChangedIsNotTrusted() throws Exception {
    String token = mint(keys);
    database.write(
        handle -> handle.execute("update signing_key set signs_until = signs_until + 86400000"));
    SigningKeys other = process();
    assertThat(read(other, token)).isEqualTo(new Reading.Bad(TokenFault.KID));
    assertThat(signerOf(mint(other))).isNotEqualTo(signerOf(token));
  }

  @Test
  void aKeyUnderARetiredPepperStillOpens() throws Exception {
    String token = mint(keys);
    List<Pepper> both = new java.util.ArrayList<>(installation.get().peppers().all());
    both.add(new Pepper(2, new byte[32]));
    SigningKeys later = new SigningKeys(store, new Peppers(both), clock);
    assertThat(signerOf(mint(later))).isEqualTo(signerOf(token));
    assertThat(later.sealedUnder(1)).isEqualTo(1);
    assertThat(later.sealedUnder(2)).isZero();
  }

  @Test
  void aTokenDoesNotOutliveItsKey() {
    Instant soon = clock.instant().plusSeconds(60);
    AccessToken token =
        new TokenMint(keys, () -> URL, clock)
            .mint(
                new KeyId("key_0000000000000000000001"),
                new OwnerId("own_1"),
                Scopes.DEFAULT,
                URL,
                soon);
    assertThat(token.expiresAt()).isEqualTo(soon);
    assertThat(token.toString()).isEqualTo("AccessToken[redacted]");
  }
}
