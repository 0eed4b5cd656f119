package dev.kasava.keys.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.TestLanes;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Headers have to say what the body says, once. */
final class ModernHeadersTest {
  private static final HttpString VERSION = new HttpString("MCP-Protocol-Version");
  private static final HttpString METHOD = new HttpString("Mcp-Method");
  private static final HttpString NAME = new HttpString("Mcp-Name");

  private final HeaderMap headers = new HeaderMap();

  @BeforeEach
  void fit() {
    headers.put(VERSION, "2026-07-28").put(METHOD, "tools/call").put(NAME, "whoami");
  }

  private static Message.Request call(String version) {
    return TestLanes.request(
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","_meta":{%s}}}
        """
            .formatted(
                version.isEmpty()
                    ? ""
                    : "\"io.modelcontextprotocol/protocolVersion\":\"" + version + "\""));
  }

  private @Nullable RpcError misfit() {
    return ModernHeaders.misfit(headers, call("2026-07-28"));
  }

  private static int code(@Nullable RpcError error) {
    return Objects.requireNonNull(error).code();
  }

  @Test
  void whatFitsFits() {
    assertThat(misfit()).isNull();
    headers.put(NAME, " =?base64?d2hvYW1p?= ").put(METHOD, " tools/call ");
    assertThat(misfit()).isNull();
  }

  @Test
  void eachHasToBeThereOnceAndToSayTheSame() {
    for (HttpString name : new HttpString[] {VERSION, METHOD, NAME}) {
      fit();
      headers.remove(name);
      assertThat(code(misfit())).as("%s lacking", name).isEqualTo(RpcError.HEADER_MISMATCH);
      fit();
      headers.add(name, headers.getFirst(name));
      assertThat(code(misfit())).as("%s twice", name).isEqualTo(RpcError.HEADER_MISMATCH);
      fit();
      headers.put(name, "another");
      assertThat(code(misfit())).as("%s another", name).isEqualTo(RpcError.HEADER_MISMATCH);
    }
  }

  @Test
  void aMethodWithoutANameNeedsNone() {
    headers.remove(NAME);
    headers.put(METHOD, "tools/list");
    Message.Request list =
        TestLanes.request(
            """
            {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{
             "io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}
            """);

    assertThat(ModernHeaders.misfit(headers, list)).isNull();
  }

  @Test
  void aBodyWithoutARevisionHasAFaultOfItsOwn() {
    assertThat(ModernHeaders.misfit(headers, call(""))).isNull();
  }

  @Test
  void anotherRevisionIsNotSpoken() {
    headers.put(VERSION, "2099-01-01");
    assertThat(code(ModernHeaders.misfit(headers, call(""))))
        .isEqualTo(RpcError.UNSUPPORTED_VERSION);
    // What the body says of it is told by whoever reads the body.
    assertThat(ModernHeaders.misfit(headers, call("2099-01-01"))).isNull();
  }
}
