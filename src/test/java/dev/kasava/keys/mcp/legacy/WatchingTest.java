package dev.kasava.keys.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.feature.Resources.Watched;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a session watches, and of which changes it hears. */
final class WatchingTest {
  private static final KeyId ONE = new KeyId("key_0000000000000000000001");
  private static final KeyId OTHER = new KeyId("key_0000000000000000000002");
  private static final Watched OF_ONE = new Watched.OneKey(ONE);

  private final Watching watching = new Watching();

  private List<String> affectedBy(KeyId changed) {
    List<String> uris = new ArrayList<>();
    watching.affected(changed::equals, uris::add);
    return uris;
  }

  @Test
  void onlyWhatIsAffectedIsNamed() {
    watching.set("kasava://keys/1", OF_ONE);
    watching.set("kasava://keys", new Watched.AllKeys());

    assertThat(affectedBy(ONE)).containsExactlyInAnyOrder("kasava://keys/1", "kasava://keys");
    assertThat(affectedBy(OTHER)).containsExactly("kasava://keys");
  }

  @Test
  void whatIsWatchedNoLongerIsNotNamed() {
    watching.set("kasava://keys/1", OF_ONE);
    watching.set("kasava://keys/1", null);

    assertThat(affectedBy(ONE)).isEmpty();
  }

  @Test
  void itKnowsWhatItHas() {
    watching.set("kasava://keys/1", OF_ONE);

    assertThat(watching.has("kasava://keys/1", OF_ONE)).isTrue();
    assertThat(watching.has("kasava://keys/1", new Watched.OneKey(OTHER))).isFalse();
    assertThat(watching.has("kasava://keys/2", OF_ONE)).isFalse();
  }

  @Test
  void thereIsRoomForAThousandAndForThoseThatAreThere() {
    for (int i = 0; i < 999; i++) {
      watching.set("kasava://keys/" + i, OF_ONE);
    }
    assertThat(watching.hasRoomFor("kasava://keys/999")).isTrue();
    watching.set("kasava://keys/999", OF_ONE);

    assertThat(watching.hasRoomFor("kasava://keys/1000")).isFalse();
    assertThat(watching.hasRoomFor("kasava://keys/999")).isTrue();
  }
}
