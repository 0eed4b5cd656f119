package dev.kasava.keys.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.TestLanes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says of itself, and how a header carries it. */
final class RequestMetadataTest {
  private static Message.Request request(String method, String params) {
    return TestLanes.request(
        """
        {"jsonrpc":"2.0","id":1,"method":"%s","params":%s}
        """
            .formatted(method, params));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list_keys", "a b", "!", "~", "kasava://keys/key_1", "a=?b", "a?="})
  void whatIsPlainStandsAsItIs(String text) {
    assertThat(RequestMetadata.encoded(text)).isEqualTo(text);
    assertThat(RequestMetadata.decoded(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " a", "a ", "a\tb", "a\nb", "\u007F", "é", "名前", "=?base64?YQ==?=", "=?"})
  void whatAHeaderCannotCarryIsEncoded(String text) {
    String encoded = RequestMetadata.encoded(text);

    assertThat(encoded).matches("=\\?base64\\?[A-Za-z0-9+/=]*\\?=");
    assertThat(RequestMetadata.decoded(encoded)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?base64?=", // the end is the beginning's
        "=?base64?YQ?=", // no padding
        "=?base64?YR==?=", // loose bits
        "=?base64?*?=",
        "=?base64?/w==?=" // no UTF-8
      })
  void whatStandsForNothingIsNothing(String value) {
    assertThat(RequestMetadata.decoded(value)).isNull();
  }

  @Test
  void theShortestEncodedTextIsTheEmptyOne() {
    assertThat(RequestMetadata.decoded("=?base64??=")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"=?base64?YQ==", "YQ==?="})
  void halfAnEncodingIsAText(String value) {
    assertThat(RequestMetadata.decoded(value)).isEqualTo(value);
  }

  @Test
  void noHeaderStandsForNothing() {
    assertThat(RequestMetadata.decoded(null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "tools/call, name",
    "prompts/get, name",
    "resources/read, uri",
    "tools/list,",
    "resources/subscribe,"
  })
  void theNameIsAnotherFieldForEachMethod(String method, String field) {
    assertThat(RequestMetadata.nameField(method)).isEqualTo(field);
  }

  @Test
  void theNameIsReadFromThatField() {
    String both =
        """
        {"name":"whoami","uri":"kasava://keys"}\
        """;
    assertThat(RequestMetadata.nameIn(request("tools/call", both))).isEqualTo("whoami");
    assertThat(RequestMetadata.nameIn(request("resources/read", both))).isEqualTo("kasava://keys");
    assertThat(RequestMetadata.nameIn(request("tools/list", both))).isNull();
    assertThat(RequestMetadata.nameIn(request("tools/call", "{}"))).isNull();
    assertThat(RequestMetadata.nameIn(request("tools/call", "{\"name\":7}"))).isNull();
  }

  @Test
  void aRequestIsModernThatNamesARevisionOrDiscovers() {
    String named =
        """
        {"_meta":{"io.modelcontextprotocol/protocolVersion":"2099-01-01"}}\
        """;
    assertThat(RequestMetadata.isModern(request("tools/list", named))).isTrue();
    assertThat(RequestMetadata.versionIn(request("tools/list", named).params()))
        .isEqualTo("2099-01-01");
    assertThat(RequestMetadata.isModern(request("server/discover", "{}"))).isTrue();
    assertThat(RequestMetadata.isModern(request("tools/list", "{}"))).isFalse();
    assertThat(RequestMetadata.versionIn(request("tools/list", "{}").params())).isNull();
  }
}
