package dev.kasava.keys.integration;

import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.machine.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
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
  private static final String BACKUP = ".before-kasava";

  private enum Format {
    JSON,
    TOML
  }

  private final Path file;
  private final Format format;
  private final ObjectMapper mapper;

  ConfigFile(Path file) {
    this.file = file;
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
    JsonNode node = understood(text());
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
    ObjectNode wanted = wanted(understood(before), path, entry);
    String after =
        changed(
            before,
            text ->
                switch (format) {
                  case JSON -> JsonText.with(text, path, Pretty.text(entry));
                  case TOML -> TomlText.with(text, path, entry);
                },
            wanted);
    return write(before, after);
  }

  /** Takes an entry out; false when there was none. */
  boolean remove(List<String> path) {
    if (find(path).isEmpty()) {
      return false;
    }
    String before = text();
    String after =
        switch (format) {
          case JSON -> JsonText.without(before, path);
          case TOML -> TomlText.without(before, path);
        };
    Optional<ObjectNode> left = parsed(after);
    if (left.isEmpty() || !left.get().at("/" + String.join("/", path)).isMissingNode()) {
      throw byHand();
    }
    if (left.get().isEmpty() && !Files.exists(backup())) {
      delete();
    } else {
      write(before, after);
    }
    return true;
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

  private String changed(String before, UnaryOperator<String> change, JsonNode wanted) {
    String after = change.apply(before);
    if (parsed(after).filter(wanted::equals).isEmpty()) {
      throw byHand();
    }
    return after;
  }

  private HolderException byHand() {
    return new HolderException(
        file + " is written in a way that is not safe to change here. Change it by hand.");
  }

  private String text() {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
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

  private Path backup() {
    return file.resolveSibling(file.getFileName() + BACKUP);
  }

  private Optional<Path> write(String before, String after) {
    if (after.equals(before)) {
      return Optional.empty();
    }
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        PrivateFiles.replace(file, after);
        return Optional.empty();
      }
      // Some keep such files elsewhere and link to them.
      Path real = file.toRealPath();
      Files.copy(
          real, backup(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      Set<PosixFilePermission> mode =
          PrivateFiles.isPosix() ? Files.getPosixFilePermissions(real) : PrivateFiles.FILE;
      PrivateFiles.replace(real, after, mode);
      return Optional.of(backup());
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
