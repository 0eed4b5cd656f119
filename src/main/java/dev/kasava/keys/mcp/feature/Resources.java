package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What can be read by its address. */
public interface Resources {
  /**
   * A resource that is there.
   *
   * @param name written by people, perhaps by strangers
   */
  record Resource(String uri, String name, String title, String description, String mimeType) {}

  /**
   * @param nextCursor null on the last page
   */
  record Page(List<Resource> resources, @Nullable String nextCursor) {}

  /** Resources by the pattern of their addresses (RFC 6570). */
  record Template(
      String uriTemplate,
      String name,
      String title,
      String description,
      String mimeType,
      String variable,
      Completion completion) {}

  /** The scope without which nothing can be read; null for none. */
  @Nullable Scope needed();

  /**
   * One page of what there is for a caller who may read.
   *
   * @param cursor null for the first page
   */
  Answer<Page> list(Call call, @Nullable String cursor);

  List<Template> templates();

  /** What the resource holds; a refusal when there is none of this address. */
  Answer<List<Content.Contents>> read(Call call, String uri);

  /** What tells of changes to the resource; empty for one that nobody tells of. */
  Optional<Watched> watched(Caller caller, String uri);

  /** What a caller can be told of. */
  sealed interface Watched {
    /** Any change of the owner's keys. */
    record AllKeys() implements Watched {}

    record OneKey(KeyId key) implements Watched {}

    /**
     * @param isChanged whether a key was changed, of an owner of whom some were
     */
    default boolean isAffected(Predicate<KeyId> isChanged) {
      return switch (this) {
        case AllKeys all -> true;
        case OneKey(KeyId one) -> isChanged.test(one);
      };
    }
  }
}
