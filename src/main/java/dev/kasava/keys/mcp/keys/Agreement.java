package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.mcp.feature.Ability;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Inert;
import dev.kasava.keys.mcp.feature.Question;
import dev.kasava.keys.mcp.feature.Round;
import dev.kasava.keys.mcp.feature.Tool;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.Shapes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * That a person agrees before something ends that somebody may depend on. A client that can show a
 * form asks the person; with any other the key's own name, repeated as {@code confirm}, stands for
 * the agreement, and without it the call answers what would happen.
 */
final class Agreement {
  private static final String QUESTION = "agree";

  /**
   * What is to be done.
   *
   * @param question what the person is asked, without the key's name
   * @param effect what it means for the key, in a sentence
   */
  record Plan(KeySummary key, String question, String effect) {}

  private record DryRunShape(
      boolean dryRun,
      KeyShape key,
      String effect,
      @Nullable Instant lastUsedAt,
      long requestsToday,
      List<String> clients,
      String toConfirm) {}

  private final Verbs verbs;
  private final Shapes shapes;

  Agreement(Verbs verbs, Shapes shapes) {
    this.verbs = verbs;
    this.shapes = shapes;
  }

  /** Acts once the person agreed, and says or asks what is missing before that. */
  Answer<Tool.Result> before(
      Call call, Plan plan, @Nullable String confirm, Supplier<Outcome<Tool.Result>> act) {
    if (confirm != null && !isName(plan.key(), confirm)) {
      return Answer.refused(
          new Refusal.Invalid(
              "confirm",
              "This is not the key's name, so nothing was done and nobody was asked. Call without"
                  + " confirm to see the name."));
    }
    if (call.can(Ability.FORM)) {
      return switch (call.round()) {
        case Round.First first -> ask(call, plan);
        case Round.Unproven unproven -> ask(call, plan);
        case Round.Later later -> replied(call, plan, later, act);
      };
    }
    return confirm == null ? dryRun(call, plan) : Answer.of(act.get());
  }

  private static boolean isName(KeySummary summary, String confirm) {
    return switch (KeyName.parse(confirm)) {
      case Outcome.Done<KeyName>(KeyName name) -> name.equals(summary.key().name());
      case Outcome.Refused<KeyName> refused -> false;
    };
  }

  private Answer<Tool.Result> ask(Call call, Plan plan) {
    KeyId id = plan.key().key().id();
    return Answer.from(
        verbs.usage().readToChange(call.caller(), id),
        usage ->
            new Answer.Asking<>(
                Map.of(QUESTION, Question.agreement(question(plan, usage))), id.value()));
  }

  private static String question(Plan plan, Usage usage) {
    return plan.question()
        + " "
        + Inert.quoted(plan.key().key().name().text())
        + "? "
        + plan.effect()
        + " "
        + traffic(usage);
  }

  private static String traffic(Usage usage) {
    List<String> clients = clients(usage);
    return usage.lastUsedAt() == null
        ? "It was never used."
        : "It was last used at "
            + usage.lastUsedAt()
            + " and served "
            + usage.today()
            + " requests today"
            + (clients.isEmpty() ? "." : "; this month: " + String.join(", ", clients) + ".");
  }

  private static List<String> clients(Usage usage) {
    return usage.byClient().stream().map(client -> client.client().code()).toList();
  }

  private Answer<Tool.Result> replied(
      Call call, Plan plan, Round.Later later, Supplier<Outcome<Tool.Result>> act) {
    return switch (later.reply(QUESTION).decision()) {
      case ACCEPTED -> Answer.of(act.get());
      case DECLINED ->
          nothingDone(
              "The person declined, so nothing was done. Do not ask again"
                  + " unless they want it.");
      case DISMISSED -> nothingDone("The person did not decide, so nothing was done.");
      case NONE ->
          later.replies().containsKey(QUESTION)
              ? nothingDone("The person did not answer in time, so nothing was done.")
              : ask(call, plan);
    };
  }

  private static Answer<Tool.Result> nothingDone(String why) {
    return Answer.refused(new Refusal.Conflict(why));
  }

  private Answer<Tool.Result> dryRun(Call call, Plan plan) {
    return Answer.of(
        verbs
            .usage()
            .readToChange(call.caller(), plan.key().key().id())
            .map(usage -> dryRun(shapes.key(plan.key()), usage, plan.effect())));
  }

  private static Tool.Result dryRun(KeyShape key, Usage usage, String effect) {
    return new Tool.Result(
        new DryRunShape(
            true, key, effect, usage.lastUsedAt(), usage.today(), clients(usage), key.name()),
        "Nothing was done yet. "
            + effect
            + " "
            + Prose.line(key)
            + " "
            + traffic(usage)
            + "\nAsk the person. To go on, call again with confirm set to the key's exact name.");
  }
}
