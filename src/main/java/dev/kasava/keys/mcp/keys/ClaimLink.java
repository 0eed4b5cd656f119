package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.mcp.feature.Tool;
import dev.kasava.keys.wire.IssueShape;

/** How a key that waits for its claim is handed on. */
final class ClaimLink {
  private ClaimLink() {}

  static Tool.Result result(IssueShape issue, String beginning) {
    return new Tool.Result(
        issue,
        beginning
            + " "
            + Prose.line(issue.key())
            + "\nAsk the person to open "
            + issue.claimUrl()
            + " within an hour and to claim it there, or to run: kasava keys claim "
            + issue.key().id()
            + "\nThe secret is shown to them alone.");
  }
}
