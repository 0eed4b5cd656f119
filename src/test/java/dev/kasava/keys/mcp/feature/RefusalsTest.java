package dev.kasava.keys.mcp.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.wire.Json;
import org.junit.jupiter.api.Test;

/** What a model is told, and in which form. */
final class RefusalsTest {
  @Test
  void anArgumentIsNamedUnlessTheSentenceDoes() {
    assertThat(Refusals.sentence(new Refusal.Invalid("name", "Too long.")))
        .isEqualTo("Too long. Look at the argument name.");
    assertThat(Refusals.sentence(new Refusal.Invalid("name", "The name is too long.")))
        .isEqualTo("The name is too long.");
    assertThat(Refusals.sentence(new Refusal.Invalid("", "It is too much.")))
        .isEqualTo("It is too much.");
  }

  @Test
  void aNameThatPeopleWroteIsQuotedAsData() {
    KeyName name = TestInstallation.done(KeyName.parse("<b>CI</b>"));

    assertThat(Refusals.sentence(new Refusal.NameTaken(name)))
        .startsWith("The owner already has a key named \"")
        .doesNotContain("<", ">");
  }

  @Test
  void theOthersSayWhatToDo() {
    assertThat(Refusals.sentence(new Refusal.NotFound())).contains("Call list_api_keys");
    assertThat(Refusals.sentence(new Refusal.MissingScope(Scope.KEYS_WRITE)))
        .contains("keys:write");
    assertThat(Refusals.sentence(new Refusal.Conflict("It is gone."))).isEqualTo("It is gone.");
  }

  @Test
  void contentIsOfOneKindAndSaysNoMore() {
    Json json = new Json();
    Content.Contents contents = new Content.Contents("test://x", "text/plain", "text", null);

    assertThat(json.text(Content.text("a"))).isEqualTo("{\"type\":\"text\",\"text\":\"a\"}");
    assertThat(json.text(Content.image("YQ==", "image/png")))
        .isEqualTo("{\"type\":\"image\",\"data\":\"YQ==\",\"mimeType\":\"image/png\"}");
    assertThat(json.text(Content.audio("YQ==", "audio/wav")))
        .isEqualTo("{\"type\":\"audio\",\"data\":\"YQ==\",\"mimeType\":\"audio/wav\"}");
    assertThat(json.mapper().readTree(json.text(Content.resource(contents))))
        .isEqualTo(
            json.mapper()
                .readTree(
                    """
                    {"type":"resource","resource":{
                     "uri":"test://x","mimeType":"text/plain","text":"text"}}
                    """));
  }
}
