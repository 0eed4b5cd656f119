package dev.kasava.keys.app;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.access.PepperGuard;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.service.ChangeFeed;
import dev.kasava.keys.service.FirstStart;
import dev.kasava.keys.service.Mint;
import dev.kasava.keys.service.Retention;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.McpNotes;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.store.SpentStore;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.sql.SqlDatabase;
import dev.kasava.keys.store.sql.SqlFormatStore;
import dev.kasava.keys.store.sql.SqlKeyStore;
import dev.kasava.keys.store.sql.SqlMcpNotes;
import dev.kasava.keys.store.sql.SqlSessionStore;
import dev.kasava.keys.store.sql.SqlSigningKeyStore;
import dev.kasava.keys.store.sql.SqlSpentStore;
import dev.kasava.keys.store.sql.SqlUsageStore;
import dev.kasava.keys.token.SigningKeys;
import dev.kasava.keys.usage.Journal;
import dev.kasava.keys.usage.Turnstile;
import dev.kasava.keys.usage.UsageMeter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** One data folder, opened: everything below the doors, put together. */
public final class Installation implements AutoCloseable {
  private final DataFolder folder;
  private final FolderUse use;
  private final SqlDatabase database;
  private final KeyFormat format;
  private final KeyStore keys;
  private final UsageStore usage;
  private final SessionStore sessions;
  private final SpentStore spent;
  private final McpNotes mcpNotes;
  private final Peppers peppers;
  private final PepperWatch pepperWatch;
  private final SigningKeys signingKeys;
  private final ChangeFeed changes;
  private final UsageMeter meter;
  private final Turnstile turnstile;
  private final Authenticator authenticator;
  private final FirstStart firstStart;
  private final Verbs verbs;
  private final InstantSource clock;
  private boolean isClosed;

  private Installation(
      DataFolder folder,
      FolderUse use,
      SqlDatabase database,
      KeyFormat format,
      Peppers peppers,
      Map<String, String> environment,
      InstantSource clock) {
    this.folder = folder;
    this.use = use;
    this.database = database;
    this.format = format;
    this.clock = clock;
    this.keys = new SqlKeyStore(database);
    this.sessions = new SqlSessionStore(database);
    this.spent = new SqlSpentStore(database);
    this.mcpNotes = new SqlMcpNotes(database);
    this.peppers = peppers;
    this.pepperWatch = new PepperWatch(folder, environment, keys, peppers);
    this.signingKeys = new SigningKeys(new SqlSigningKeyStore(database), peppers, clock);
    this.changes = new ChangeFeed(keys);
    this.usage = new SqlUsageStore(database);
    this.meter = new UsageMeter(usage, Journal.in(folder.usage()), clock);
    this.turnstile = Turnstile.over(meter, database.limits(), clock);
    this.authenticator = new Authenticator(format, peppers, keys, meter, clock);
    Mint mint = new Mint(format, peppers, new SecureRandom());
    this.verbs = Verbs.over(keys, usage, meter, turnstile, authenticator, mint, peppers, clock);
    this.firstStart = new FirstStart(keys, verbs.owners(), clock);
  }

  /**
   * Opens a data folder that is there already.
   *
   * @throws DataFolderException when it is not, cannot be used, or was moved to a database server
   * @throws StoreException when its database cannot be used
   * @throws PepperException when its pepper is missing or another
   */
  public static Installation open(
      DataFolder folder, Map<String, String> environment, InstantSource clock) {
    MoveNote.mustNotTell(folder);
    return openMoved(folder, environment, clock);
  }

  /** Likewise, also where its keys were moved since. */
  static Installation openMoved(
      DataFolder folder, Map<String, String> environment, InstantSource clock) {
    mustBeThere(folder);
    return open(folder, Choices.USUAL, environment, clock, false);
  }

  /**
   * @throws DataFolderException when the folder was never made
   */
  static void mustBeThere(DataFolder folder) {
    if (!folder.isInitialised()) {
      throw new DataFolderException(
          "There is no Kasava Keys data in "
              + folder.path()
              + ". Start the server once with"
              + " \"kasava serve\", or name another folder with KASAVA_HOME.");
    }
  }

  /**
   * Opens a data folder, and makes it what it lacks to be one.
   *
   * @throws IllegalArgumentException when the chosen prefix can be none
   */
  public static Installation initialise(
      DataFolder folder, Choices choices, Map<String, String> environment, InstantSource clock) {
    Optional<String> keyPrefix = Optional.ofNullable(choices.keyPrefix());
    keyPrefix.ifPresent(KeyFormat::new);
    choices.keepDatabase(folder);
    folder.make();
    try (FolderUse use = FolderUse.share(folder)) {
      prepare(folder, keyPrefix, environment);
      return open(folder, choices, environment, clock, true);
    }
  }

  private static void prepare(
      DataFolder folder, Optional<String> keyPrefix, Map<String, String> environment) {
    if (!folder.isInitialised()) {
      PepperPlaces.peppers(folder, environment, true);
      // Whoever sees the database may open it, and would settle the usual prefix.
      folder.keepKeyPrefix(keyPrefix.orElse(KeyFormat.DEFAULT_PREFIX));
    }
    if (folder.readDatabaseUrl().isEmpty()) {
      folder.makeDatabase();
    }
  }

  private static Installation open(
      DataFolder folder,
      Choices choices,
      Map<String, String> environment,
      InstantSource clock,
      boolean isNew) {
    FolderUse use = FolderUse.share(folder);
    try {
      return open(folder, use, choices, environment, clock, isNew);
    } catch (RuntimeException e) {
      use.close();
      throw e;
    }
  }

  private static Installation open(
      DataFolder folder,
      FolderUse use,
      Choices choices,
      Map<String, String> environment,
      InstantSource clock,
      boolean isNew) {
    SqlDatabase database = choices.open(folder);
    try {
      KeyStore keys = new SqlKeyStore(database);
      Peppers peppers =
          PepperPlaces.peppers(folder, environment, isNew && !PepperGuard.hasPepper(keys));
      PepperGuard.check(keys, peppers, clock);
      KeyFormat format =
          new KeptFormat(folder, new SqlFormatStore(database), keys)
              .settle(Optional.ofNullable(choices.keyPrefix()));
      return new Installation(folder, use, database, format, peppers, environment, clock);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  public DataFolder folder() {
    return folder;
  }

  public KeyFormat format() {
    return format;
  }

  public KeyStore keys() {
    return keys;
  }

  public SessionStore sessions() {
    return sessions;
  }

  public SpentStore spent() {
    return spent;
  }

  public McpNotes mcpNotes() {
    return mcpNotes;
  }

  public Peppers peppers() {
    return peppers;
  }

  public SigningKeys signingKeys() {
    return signingKeys;
  }

  /** To be polled, several times a second, by whoever serves its listeners. */
  public ChangeFeed changes() {
    return changes;
  }

  public UsageMeter meter() {
    return meter;
  }

  public Turnstile turnstile() {
    return turnstile;
  }

  public Authenticator authenticator() {
    return authenticator;
  }

  public FirstStart firstStart() {
    return firstStart;
  }

  public Verbs verbs() {
    return verbs;
  }

  public InstantSource clock() {
    return clock;
  }

  /** Removes pending keys, sessions, sign-in links, notes and windows whose time is over. */
  public void sweep() {
    // First, as it forgets in memory what it can whether or not the database answers.
    turnstile.sweep();
    keys.write(writer -> writer.removeLapsed(clock.instant()));
    sessions.removeExpired(clock.instant());
    spent.removeExpired(clock.instant());
    mcpNotes.removeExpired(clock.instant());
  }

  /** Takes up another pepper, and keeps digests under it; to be called every few seconds. */
  void tendPeppers() {
    pepperWatch.look();
    authenticator.renewDigests();
  }

  /** What gives up old usage, records and digests of this installation. */
  Retention retention(Duration records) {
    return new Retention(keys, usage, records, clock);
  }

  /** Closes it when the process is told to end, so that no count is lost. */
  void closeAtTheEnd(Runnable before) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      before.run();
                      close();
                    }));
  }

  /** Keeps the counts that are still in memory, and gives the files free; once. */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      turnstile.close();
      meter.close();
    } finally {
      database.close();
      use.close();
    }
  }
}
