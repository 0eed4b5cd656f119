package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.mcp.feature.Answer;
import dev.kasava.keys.mcp.feature.Call;
import dev.kasava.keys.mcp.feature.Catalogue;
import dev.kasava.keys.mcp.feature.Content;
import dev.kasava.keys.mcp.feature.Features;
import dev.kasava.keys.mcp.feature.Handled;
import dev.kasava.keys.mcp.feature.Prompt;
import dev.kasava.keys.mcp.feature.Resources;
import dev.kasava.keys.mcp.feature.Round;
import dev.kasava.keys.mcp.feature.Tool;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Of a failure that nobody expected, a client hears a number and nothing else. */
final class FailuresStayInsideTest {
  private static final String INSIDE = "select digest from secret where pepper = 'inside'";

  private final Json json = new Json();
  private TestInstallation installation;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private Handled handle(RuntimeException failure, String method, String params) {
    Tool tool =
        new Tool(
            "fail",
            "Fail",
            "Fails.",
            Tool.Hints.READS,
            List.of(),
            "{\"type\":\"object\"}",
            null,
            null,
            (call, arguments) -> {
              throw failure;
            });
    Prompt prompt =
        new Prompt(
            "fail",
            "Fail",
            "Fails.",
            List.of(),
            null,
            (call, arguments) -> {
              throw failure;
            });
    Catalogue catalogue =
        new Catalogue(
            new Catalogue.Server("s", "S", "1", "d", List.of()),
            "",
            false,
            List.of(tool),
            new Failing(failure),
            List.of(prompt));
    Call call =
        new Call(
            installation.firstCaller(),
            Set.of(),
            new Round.First(),
            Call.SILENCE,
            new Cancellation());
    return new Features(catalogue, installation.get().meter(), json)
        .handle(method, (ObjectNode) json.mapper().readTree(params), call);
  }

  private record Failing(RuntimeException failure) implements Resources {
    @Override
    public @Nullable Scope needed() {
      return null;
    }

    @Override
    public Answer<Page> list(Call call, @Nullable String cursor) {
      throw failure;
    }

    @Override
    public List<Template> templates() {
      return List.of();
    }

    @Override
    public Answer<List<Content.Contents>> read(Call call, String uri) {
      throw failure;
    }

    @Override
    public Optional<Watched> watched(Caller caller, String uri) {
      return Optional.empty();
    }
  }

  @Test
  void whateverFails() {
    for (RuntimeException failure :
        new RuntimeException[] {
          new IllegalStateException(INSIDE),
          new StoreException(INSIDE),
          new ClassCastException(INSIDE)
        }) {
      for (String[] request :
          new String[][] {
            {"tools/call", "{\"name\":\"fail\"}"},
            {"prompts/get", "{\"name\":\"fail\"}"},
            {"resources/read", "{\"uri\":\"x://y\"}"},
            {"resources/list", "{}"}
          }) {
        String said = json.text(said(handle(failure, request[0], request[1])));
        assertThat(said).matches(".*\\(incident [0-9a-f]{8}\\).*");
        assertThat(said).doesNotContain("select", "inside", "Exception", "java.");
      }
    }
  }

  private static Object said(Handled handled) {
    return switch (handled) {
      case Handled.Done(Map<String, Object> result) -> {
        assertThat(result).containsEntry("isError", true);
        yield result;
      }
      case Handled.Failed(RpcError error) -> {
        assertThat(error.code()).isEqualTo(RpcError.INTERNAL_ERROR);
        yield error.wire(1);
      }
      case Handled.Asking asking -> throw new AssertionError(asking);
    };
  }
}
