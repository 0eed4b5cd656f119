package dev.kasava.keys.leak.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The pipeline that is being read. Not thread-safe. */
final class OpenPipeline {
  /** Before a command, these are no part of it. */
  private static final Set<String> KEYWORDS =
      Set.of("if", "then", "elif", "else", "while", "until", "do", "!", "{", "}", "time");

  private static final Pattern ASSIGNMENT =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*", Pattern.DOTALL);

  private final List<Pipeline> pipelines;
  private final List<ShellCommand> commands = new ArrayList<>();
  private List<Word> words = new ArrayList<>();
  private List<Word> inputs = new ArrayList<>();
  private List<Word> texts = new ArrayList<>();

  /**
   * @param pipelines where it goes once it is complete
   */
  OpenPipeline(List<Pipeline> pipelines) {
    this.pipelines = pipelines;
  }

  void add(Word word) {
    boolean isBefore =
        words.isEmpty()
            && (KEYWORDS.contains(word.text()) || ASSIGNMENT.matcher(word.text()).matches());
    if (!isBefore) {
      words.add(word);
    }
  }

  void addInput(Word file) {
    inputs.add(file);
  }

  /** The texts of the command that is being read; here-documents come after it. */
  List<Word> texts() {
    return texts;
  }

  void endCommand() {
    if (!words.isEmpty()) {
      commands.add(new ShellCommand(words, inputs, texts));
    }
    words = new ArrayList<>();
    inputs = new ArrayList<>();
    texts = new ArrayList<>();
  }

  void endPipeline() {
    endCommand();
    if (!commands.isEmpty()) {
      pipelines.add(new Pipeline(List.copyOf(commands)));
      commands.clear();
    }
  }
}
