package dev.kasava.keys.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Lines of standard input. */
final class LinesFuzzTest {
  @FuzzTest(maxDuration = "", maxExecutions = 100_000)
  void noByteIsLost(byte[] text) throws IOException {
    Lines lines = new Lines(new ByteArrayInputStream(text));
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (Lines.Line line = lines.next(); !(line instanceof Lines.Line.End); line = lines.next()) {
      byte[] bytes = ((Lines.Line.Text) line).bytes();
      assertThat(bytes).doesNotContain('\n');
      read.write(bytes);
      read.write('\n');
    }
    byte[] expected = text;
    boolean isEnded = text.length == 0 || text[text.length - 1] == '\n';
    if (!isEnded) {
      expected = Arrays.copyOf(text, text.length + 1);
      expected[text.length] = '\n';
    }
    assertThat(read.toByteArray()).isEqualTo(expected);
  }
}
