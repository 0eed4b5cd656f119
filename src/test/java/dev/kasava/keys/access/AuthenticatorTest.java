package dev.kasava.keys.access;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthenticatorTest {
  @Test
  void acceptsALiveKeyFromMemoryOnceItWasLookedUpAndRefusesItOnceItIsDeleted(@TempDir Path folder) {
    try (TestInstallation test = TestInstallation.in(folder)) {
      Authenticator authenticator = test.get().authenticator();
      Issue.Claimed key = test.create("CI", null, "keys:read");
      String secret = key.secret().reveal();

      assertThat(authenticator.verifyFromMemory(secret, List.of())).isNull();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Accepted.class);
      assertThat(authenticator.verifyFromMemory(secret, List.of()))
          .isInstanceOf(Verdict.Accepted.class);

      done(test.get().verbs().delete().delete(test.firstCaller(), key.key().key().id()));

      assertThat(authenticator.verifyFromMemory(secret, List.of())).isNull();
      assertThat(authenticator.verify(secret, List.of())).isInstanceOf(Verdict.Revoked.class);
    }
  }
}
