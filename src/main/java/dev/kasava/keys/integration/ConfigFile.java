package dev.kasava.keys.integration;

import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.machine.PrivateFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * The file in which a client keeps its configuration. Comments and everything that is not ours stay
 * as they are; what was there before is kept beside it. A change that could not be made safely is
 * refused, with the file as it was. Every method throws {@link HolderException} with what to do.
 */
final class ConfigFile {
  /** What editors on Windows put in front of UTF-8. */
  private static final String MARK = "\uFEFF";

  private enum Format {
    JSON,
    TOML
  }

  private final Path file;
  private final Format format;
  private final ObjectMapper mapper;
  private final Backup backup;

  ConfigFile(Path file) {
    this.file = file;
    this.backup = new Backup(file);
    this.format = file.toString().endsWith(".toml") ? Format.TOML : Format.JSON;
    this.mapper =
        switch (format) {
          case JSON ->
              new JsonMapper(
                  JsonFactory.builder()
                      .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                      .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                      .build());
          case TOML -> new TomlMapper();
        };
  }

  Path file() {
    return file;
  }

  /** Fails where it could not be changed, before anything else is done. */
  void prepare() {
    if (Files.isSymbolicLink(file) && !Files.exists(file)) {
      throw new HolderException(file + " is a link that leads nowhere. Mend or remove it first.");
    }
    understood(text());
    Path folder = file.getParent();
    boolean mayWrite =
        Files.exists(file)
            ? Files.isWritable(file) && folder != null && Files.isWritable(folder)
            : folder != null;
    if (!mayWrite) {
      throw new HolderException(file + " cannot be written. Check its owner and mode.");
    }
  }

  /** What stands at the end of a path of names; empty when nothing does. */
  Optional<JsonNode> find(List<String> path) {
    return at(understood(text()), path);
  }

  private static Optional<JsonNode> at(JsonNode root, List<String> path) {
    JsonNode node = root;
    for (String name : path) {
      node = node.path(name);
    }
    return node.isMissingNode() ? Optional.empty() : Optional.of(node);
  }

  /**
   * Puts an entry at the end of a path of names, in place of any before.
   *
   * @return where the file is kept as it was; empty when it is new or was like this already
   */
  Optional<Path> put(List<String> path, ObjectNode entry) {
    String before = text();
    ObjectNode understood = understood(before);
    // Of several connections in a row, only the first finds the file as the person left it.
    boolean isOurs = at(understood, path).filter(Entries::isBridge).isPresent();
    ObjectNode wanted = wanted(understood, path, entry);
    String after = with(before, path, entry);
    if (parsed(after).filter(wanted::equals).isEmpty()) {
      throw byHand();
    }
    if (after.equals(before)) {
      return Optional.empty();
    }
    write(after, !isOurs);
    return backup.exists() ? Optional.of(backup.path()) : Optional.empty();
  }

  private String with(String text, List<String> path, ObjectNode entry) {
    return switch (format) {
      case JSON -> JsonText.with(text, path, Pretty.text(entry));
      case TOML -> TomlText.with(text, path, entry);
    };
  }

  /** Takes an entry out, and puts back what it replaced; false when there was none. */
  boolean remove(List<String> path) {
    String before = text();
    Optional<JsonNode> present = at(understood(before), path);
    if (present.isEmpty()) {
      return false;
    }
    String after = untouched(before, path, present.get()).orElseGet(() -> without(before, path));
    Optional<ObjectNode> left = parsed(after);
    if (left.isEmpty() || !at(left.get(), path).equals(replaced(path))) {
      throw byHand();
    }
    if (left.get().isEmpty() && !backup.exists()) {
      delete();
    } else {
      write(after, false);
    }
    return true;
  }

  /** The file as it was, if nobody has changed it since. */
  private Optional<String> untouched(String now, List<String> path, JsonNode present) {
    return backup
        .text()
        .map(ConfigFile::unmarked)
        .filter(was -> parsed(was).isPresent())
        .filter(was -> present instanceof ObjectNode entry && with(was, path, entry).equals(now));
  }

  /** What the person had in the place of our entry. */
  private Optional<JsonNode> replaced(List<String> path) {
    return backup
        .text()
        .flatMap(was -> parsed(unmarked(was)))
        .flatMap(was -> at(was, path))
        .filter(entry -> !Entries.isBridge(entry));
  }

  private String without(String before, List<String> path) {
    if (replaced(path).orElse(null) instanceof ObjectNode entry) {
      return with(before, path, entry);
    }
    return switch (format) {
      case JSON -> JsonText.without(before, path);
      case TOML -> TomlText.without(before, path);
    };
  }

  private ObjectNode wanted(ObjectNode before, List<String> path, ObjectNode entry) {
    ObjectNode wanted = before.deepCopy();
    ObjectNode at = wanted;
    for (String name : path.subList(0, path.size() - 1)) {
      JsonNode next = at.has(name) ? at.get(name) : at.putObject(name);
      if (!(next instanceof ObjectNode section)) {
        throw byHand();
      }
      at = section;
    }
    at.set(path.getLast(), entry);
    return wanted;
  }

  private HolderException byHand() {
    return new HolderException(
        file + " is written in a way that is not safe to change here. Change it by hand.");
  }

  private String text() {
    return unmarked(raw());
  }

  private static String unmarked(String text) {
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }

  private String raw() {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (CharacterCodingException e) {
      throw new HolderException(file + " is not UTF-8. Save it as that, then run this again.");
    } catch (IOException e) {
      throw new HolderException(file + " cannot be read. Check its owner and mode.");
    }
  }

  private ObjectNode understood(String text) {
    return parsed(text)
        .orElseThrow(
            () ->
                new HolderException(
                    file + " holds no valid " + format + ". Mend it first, or move it away."));
  }

  private Optional<ObjectNode> parsed(String text) {
    try {
      JsonNode node = text.isBlank() ? mapper.createObjectNode() : mapper.readTree(text);
      return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private void write(String text, boolean keepsBackup) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        PrivateFiles.replace(file, text);
        return;
      }
      String after = raw().startsWith(MARK) ? MARK + text : text;
      // Some keep such files elsewhere and link to them.
      Path real = file.toRealPath();
      if (keepsBackup) {
        backup.keep(real);
      }
      Set<PosixFilePermission> mode =
          PrivateFiles.isPosix() ? Files.getPosixFilePermissions(real) : PrivateFiles.FILE;
      PrivateFiles.replace(real, after, mode);
      if (!keepsBackup) {
        backup.dropIfSame(after);
      }
    } catch (IOException e) {
      throw new HolderException(file + " cannot be written. Check its owner and mode.");
    }
  }

  private void delete() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new HolderException(file + " cannot be removed. Check its owner and mode.");
    }
  }
}
