package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;

final class SecretTest {
  private record Holder(String label, Secret secret) {}

  private final Secret secret = new KeyFormat("ksa").generate(new Random(7));
  private final String text = secret.reveal();

  @Test
  void isNotPrinted() {
    Holder holder = new Holder("held", secret);
    List<String> printed =
        List.of(
            secret.toString(),
            String.valueOf(secret),
            String.format("%s %s", secret, holder),
            "" + secret,
            List.of(secret).toString(),
            Map.of("key", secret).toString(),
            Arrays.toString(new Object[] {secret}),
            new Issue.Claimed(KeySamples.summary(), secret).toString());
    assertThat(printed).allSatisfy(this::holdsNothingOfTheSecret);
  }

  @Test
  void isInNoStackTrace() {
    StringWriter trace = new StringWriter();
    new IllegalStateException("while holding " + secret, new RuntimeException(secret.toString()))
        .printStackTrace(new PrintWriter(trace));
    holdsNothingOfTheSecret(trace.toString());
  }

  @Test
  void isWrittenByNoJsonMapper() {
    for (JsonMapper mapper : List.of(new Json().mapper(), JsonMapper.shared())) {
      for (Object value : List.of(secret, new Holder("held", secret), List.of(secret))) {
        holdsNothingOfTheSecret(jsonOrMessage(mapper, value));
      }
    }
  }

  private static String jsonOrMessage(JsonMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  @Test
  void isNotReadFromJson() {
    assertThatThrownBy(() -> JsonMapper.shared().readValue("\"" + text + "\"", Secret.class))
        .isInstanceOf(DatabindException.class);
  }

  @Test
  void isNotSerialized() throws Exception {
    assertThat(secret).isNotInstanceOf(Serializable.class);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      assertThatThrownBy(() -> out.writeObject(secret))
          .isInstanceOf(NotSerializableException.class);
    }
    holdsNothingOfTheSecret(bytes.toString(StandardCharsets.ISO_8859_1));
  }

  @Test
  @SuppressWarnings("SelfAssertion")
  void isNotComparedByItsText() {
    Secret same = new KeyFormat("ksa").parse(text).orElseThrow();
    assertThatThrownBy(() -> secret.equals(same)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(secret::hashCode).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> new HashSet<Secret>().add(secret))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> new Holder("a", secret).equals(new Holder("a", same)))
        .isInstanceOf(UnsupportedOperationException.class)
        .satisfies(e -> holdsNothingOfTheSecret(e.toString()));
  }

  @Test
  void canBeToldFromOthersWithoutBeingShown() {
    assertThat(secret.preview()).isEqualTo("ksa_****" + secret.lastFour());
    assertThat(secret.length()).isEqualTo(text.length());
    Secret same = new KeyFormat("ksa").parse(text).orElseThrow();
    Secret other = new KeyFormat("ksa").generate(new Random(8));
    assertThat(secret.fingerprint())
        .matches("[0-9a-f]{12}")
        .isEqualTo(same.fingerprint())
        .isNotEqualTo(other.fingerprint());
  }

  @Test
  void hasOneExit() {
    assertThat(Secret.class.getDeclaredMethods())
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
        .extracting(java.lang.reflect.Method::getName)
        .containsExactlyInAnyOrder(
            "reveal",
            "lastFour",
            "length",
            "preview",
            "fingerprint",
            "toString",
            "equals",
            "hashCode");
    assertThat(Secret.class.getDeclaredFields())
        .allSatisfy(field -> assertThat(Modifier.isPrivate(field.getModifiers())).isTrue());
    assertThat(Secret.class.getConstructors()).isEmpty();
  }

  @Test
  void neitherPepperNorDigestIsPrinted() {
    byte[] bytes = new byte[Pepper.BYTES];
    Arrays.fill(bytes, (byte) 0x5a);
    Pepper pepper = new Pepper(3, bytes);
    assertThat(pepper.toString()).isEqualTo("Pepper[3, redacted]");
    assertThat(pepper.digest(secret).toString()).isEqualTo("KeyDigest[redacted]");
  }

  /** Four characters in a row are as many as may be seen, and only the last four. */
  private void holdsNothingOfTheSecret(String printed) {
    for (int i = 4; i + 8 <= text.length(); i++) {
      assertThat(printed).doesNotContain(text.substring(i, i + 8));
    }
  }
}
