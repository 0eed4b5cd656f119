package dev.kasava.keys.mcp.feature;

import java.util.Map;

/** How far a request has come that asks before it acts. */
public sealed interface Round {
  /** Nothing was asked yet. */
  record First() implements Round {}

  /**
   * Replies to questions that nobody can prove were asked; only a feature that kept nothing with
   * its questions may make something of them.
   */
  record Unproven(Map<String, Reply> replies) implements Round {}

  /**
   * Replies to what this caller was asked about this very request, and not for the second time.
   *
   * @param kept what the feature kept with its questions
   */
  record Later(String kept, Map<String, Reply> replies) implements Round {
    /** The reply to the question of this name. */
    public Reply reply(String question) {
      return replies.getOrDefault(question, Reply.none());
    }
  }
}
