package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Account;
import java.util.List;

/** A keychain as an operating system has it; every method may block, and throw anything. */
interface Vault extends AutoCloseable {
  /** The texts of all items of this account; more than one where several were made at once. */
  List<String> read(Account account) throws Exception;

  /** Leaves exactly one item of this account, with this text. */
  void write(Account account, String text) throws Exception;

  /** Leaves no item of this account. */
  void delete(Account account) throws Exception;
}
