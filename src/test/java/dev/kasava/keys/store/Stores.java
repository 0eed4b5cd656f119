package dev.kasava.keys.store;

/** The ports over one database, as the contract tests want them. */
public interface Stores extends AutoCloseable {
  KeyStore keys();

  UsageStore usage();

  SessionStore sessions();

  SpentStore spent();

  FormatStore format();

  McpNotes mcpNotes();

  SigningKeyStore signingKeys();

  /** The same database opened once more, as another process would. */
  Stores again();

  /** Removes the log of changes up to this sequence number, as its upkeep does in time. */
  void cutChanges(long sequence);

  @Override
  void close();
}
