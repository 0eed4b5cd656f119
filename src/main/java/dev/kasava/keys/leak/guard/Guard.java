package dev.kasava.keys.leak.guard;

import dev.kasava.keys.leak.Leak;
import dev.kasava.keys.leak.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Objects to tool calls that would spill a key. Blocks while git works. */
public final class Guard {
  static final String REMEDY =
      "Whoever saw the key can use it: have it regenerated (kasava keys regenerate NAME). New"
          + " secrets go where they are used unseen: kasava keys create NAME --env-file .env --var"
          + " NAME, or --to-keychain and then kasava exec --key NAME --var NAME -- COMMAND.";

  /** What an edit takes away: it is how a key gets out of a file. */
  private static final String REPLACED = "old_string";

  private static final String COMMAND = "command";
  private static final Set<String> READING = Set.of("Read", "Grep", "NotebookRead");
  private static final String MCP_TOOL = "mcp__";

  private final Map<String, String> environment;

  /**
   * @param environment of the assistant's commands
   */
  public Guard(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Why a call must not be made, for the model to read; empty when it may be. */
  public Optional<String> objection(ToolCall call) {
    return keyIn(call.input()).map(Guard::sentence).or(() -> ofFile(call)).or(() -> ofShell(call));
  }

  private static String sentence(Leak leak) {
    return "This holds an API key ("
        + leak.key()
        + "), which must stand in no file, command or message. "
        + REMEDY;
  }

  private static Optional<Leak> keyIn(JsonNode node) {
    if (node.isString()) {
      return Reading.text("", node.stringValue()).stream().findFirst();
    }
    List<Map.Entry<String, JsonNode>> fields = List.copyOf(node.properties());
    Optional<Leak> inFields =
        fields.stream()
            .filter(field -> !field.getKey().equals(REPLACED))
            .flatMap(
                field ->
                    Reading.text("", field.getKey()).stream()
                        .findFirst()
                        .or(() -> keyIn(field.getValue()))
                        .stream())
            .findFirst();
    return inFields.or(
        () ->
            node.isArray()
                ? node.valueStream().flatMap(each -> keyIn(each).stream()).findFirst()
                : Optional.empty());
  }

  private Optional<String> ofFile(ToolCall call) {
    if (!READING.contains(call.tool()) && !call.tool().startsWith(MCP_TOOL)) {
      return Optional.empty();
    }
    SecretFiles files = new SecretFiles(place(call));
    EnvFiles envs = new EnvFiles(place(call));
    boolean isSearchedHere = call.tool().equals("Grep") && call.text("path").isEmpty();
    if (named(call).anyMatch(files::isNamedBy)
        || (isSearchedHere && call.folder().filter(files::isIn).isPresent())) {
      return Optional.of(Disclosure.FILE.sentence());
    }
    return named(call).anyMatch(envs::isNamedBy)
        ? Optional.of(Disclosure.ENV_FILE.sentence())
        : Optional.empty();
  }

  private static Stream<Word> named(ToolCall call) {
    String folder = call.text("path").isEmpty() ? "." : call.text("path");
    String glob = call.text("glob").replaceFirst("^\\*\\*/", "");
    return Stream.concat(
            Stream.of("file_path", "notebook_path", "path").map(call::text),
            Stream.of(glob).filter(name -> !name.isEmpty()).map(name -> folder + "/" + name))
        .filter(path -> !path.isEmpty())
        .map(path -> new Word(path, Set.of()));
  }

  private Optional<String> ofShell(ToolCall call) {
    String script = call.text(COMMAND);
    if (script.isEmpty()) {
      return Optional.empty();
    }
    List<Pipeline> pipelines = ShellReader.read(script);
    return new Disclosures(place(call))
        .objection(pipelines)
        .map(Disclosure::sentence)
        .or(() -> new Commits(place(call)).objection(pipelines));
  }

  private Place place(ToolCall call) {
    return new Place(call.folder(), environment);
  }
}
