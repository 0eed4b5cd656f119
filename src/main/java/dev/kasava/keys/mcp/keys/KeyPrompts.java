package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.integration.Integration;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Prompt;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What people begin with most often. */
final class KeyPrompts {
  private static final List<String> CLIENTS =
      Arrays.stream(Integration.values()).map(Integration::id).toList();

  private final Verbs verbs;
  private final Shapes shapes;

  KeyPrompts(Verbs verbs, Shapes shapes) {
    this.verbs = verbs;
    this.shapes = shapes;
  }

  List<Prompt> all() {
    return List.of(rotate(), audit(), connect());
  }

  private Prompt rotate() {
    return new Prompt(
        "rotate-key",
        "Rotate an API key",
        "Replaces the secret of an API key without an outage.",
        List.of(
            new Prompt.Argument(
                "key",
                "API key",
                "The key's id; type the beginning of its name to find it.",
                true,
                new KeyCompletion(verbs))),
        Scope.KEYS_WRITE,
        this::rotate);
  }

  private Answer<List<Prompt.Message>> rotate(Call call, Map<String, String> arguments) {
    Outcome<KeyId> id =
        KeyId.parse(arguments.getOrDefault("key", ""))
            .map(Outcome::done)
            .orElseGet(() -> Outcome.refused(new Refusal.NotFound()));
    return Answer.of(
        id.then(known -> verbs.read().readToChange(call.caller(), known))
            .map(
                summary ->
                    List.of(
                        Prompt.Message.user(
                            "Rotate this API key without an outage: "
                                + Prose.line(shapes.key(summary))
                                + "\n1. Look with get_api_key_usage which clients use it.\n"
                                + "2. Call regenerate_api_key with an overlap that gives me time"
                                + " to exchange the secret everywhere (a day is usual;"
                                + " revokeNow instead if it leaked).\n"
                                + "3. Give me the claim link. I claim the new secret myself;"
                                + " never ask me to paste it here.\n"
                                + "4. Tell me where the old secret is probably configured, and"
                                + " how to see that nothing uses it any more."))));
  }

  private Prompt audit() {
    return new Prompt(
        "audit-keys",
        "Audit all API keys",
        "Looks through the API keys for what deserves attention.",
        List.of(),
        Scope.KEYS_READ,
        (call, arguments) ->
            new Answer.Given<>(
                List.of(
                    Prompt.Message.user(
                        "Audit my API keys with audit_api_keys. Begin with what could mean that a"
                            + " key leaked, then what is about to break, then what can be tidied"
                            + " up. Name keys by name and id, give the remedy for each, and"
                            + " change nothing before I agree."))));
  }

  private Prompt connect() {
    return new Prompt(
        "connect-client",
        "Connect another tool",
        "Makes a key of its own for another tool, and hands it over safely.",
        List.of(
            new Prompt.Argument(
                "client",
                "Tool",
                "Which tool, for example cursor.",
                true,
                (call, typed) ->
                    CLIENTS.stream().filter(client -> client.startsWith(typed)).toList())),
        Scope.KEYS_WRITE,
        KeyPrompts::connect);
  }

  private static Answer<List<Prompt.Message>> connect(Call call, Map<String, String> arguments) {
    String client = arguments.getOrDefault("client", "");
    if (!CLIENTS.contains(client)) {
      return Answer.refused(
          new Refusal.Invalid(
              "client", "The client has to be one of: " + String.join(", ", CLIENTS) + "."));
    }
    return new Answer.Given<>(
        List.of(
            Prompt.Message.user(
                "Connect "
                    + client
                    + " to Kasava Keys with a key of its own. Tell me to run \"kasava connect "
                    + client
                    + "\" in a terminal of mine: it makes the key, keeps it in the system keychain"
                    + " and configures the client. Where I have no kasava command, create a key"
                    + " named after the client with create_api_key, with no more scopes than it"
                    + " needs (keys:read to look; keys:write only if it shall manage keys), and"
                    + " give me the claim link: I claim the secret and put it where "
                    + client
                    + " reads it. Never ask me to paste it here.")));
  }
}
