package dev.kasava.keys.key;

/**
 * Why a verb did not act. One vocabulary for all doors: each door has one table that maps it to its
 * own errors. A message is a sentence that says what to do next; none holds a secret.
 */
public sealed interface Refusal {
  /** A stable name for programs. */
  String code();

  /** A sentence for a person or an agent. */
  String message();

  /**
   * The input can never be right.
   *
   * @param field the input's field as callers spell it
   */
  record Invalid(String field, String message) implements Refusal {
    @Override
    public String code() {
      return "invalid_input";
    }
  }

  /** There is no such key, or it is somebody else's; a caller cannot tell which. */
  record NotFound() implements Refusal {
    @Override
    public String code() {
      return "not_found";
    }

    @Override
    public String message() {
      return "There is no such key. List the keys to see their ids.";
    }
  }

  /** There is no such member, or they are of somebody else's team. */
  record NoSuchMember() implements Refusal {
    @Override
    public String code() {
      return "not_found";
    }

    @Override
    public String message() {
      return "There is no such member. List the members to see their ids.";
    }
  }

  /** Another live key of the same owner has the name. */
  record NameTaken(KeyName name) implements Refusal {
    @Override
    public String code() {
      return "name_taken";
    }

    @Override
    public String message() {
      return "You already have a key named \""
          + name
          + "\". Choose another name, or delete that"
          + " key first.";
    }
  }

  /** The key's state does not allow it. */
  record Conflict(String message) implements Refusal {
    @Override
    public String code() {
      return "conflict";
    }
  }

  /** The caller's credential lacks a scope. */
  record MissingScope(Scope scope) implements Refusal {
    @Override
    public String code() {
      return "missing_scope";
    }

    @Override
    public String message() {
      return "This needs the scope "
          + scope
          + ", which the key in use does not have. Use a key"
          + " that has it.";
    }
  }

  /** The caller is a member whose role does not reach so far. */
  record BeyondRole(String message) implements Refusal {
    @Override
    public String code() {
      return "beyond_role";
    }
  }

  /** The key would reach, or reaches, further than the caller's own. */
  record WiderThanCaller(String message) implements Refusal {
    @Override
    public String code() {
      return "wider_than_caller";
    }
  }

  /**
   * The caller's own credential is not good.
   *
   * @param code the verdict's
   */
  record NotAdmitted(String code, String message) implements Refusal {}
}
