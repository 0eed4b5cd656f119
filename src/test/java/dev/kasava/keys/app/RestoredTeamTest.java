package dev.kasava.keys.app;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Role;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.FateOfKeys;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.Standing;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever left the team after a backup has nothing of what they had, once it is put back. */
final class RestoredTeamTest {
  @TempDir private Path temporary;
  private Path home;
  private Path backup;

  @BeforeEach
  void places() {
    home = temporary.resolve("home");
    backup = temporary.resolve("one.backup");
  }

  private CommandRun run(String... line) {
    CommandRun run = CommandRun.of(home, "", List.of(line));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static Issue.Claimed keyOf(TestInstallation test, Member member) {
    CreateKey.Request request =
        new CreateKey.Request(
            member.name() + "'s", null, Scopes.EVERYTHING.names(), true, null, member.id().value());
    return (Issue.Claimed) done(test.get().verbs().create().create(test.firstCaller(), request));
  }

  private ApiKey restored(Issue.Claimed key) {
    try (Installation installation =
        Installation.open(new DataFolder(home), Map.of(), InstantSource.system())) {
      assertThat(installation.authenticator().verify(key.secret().reveal(), List.of()).code())
          .isEqualTo("accepted");
      return installation
          .keys()
          .read(
              reader -> {
                ApiKey found = reader.key(key.key().key().id()).orElseThrow().key();
                MemberId member = found.member();
                assertThat(member == null || reader.member(member).isPresent())
                    .as("nobody has a key who is not there")
                    .isTrue();
                assertThat(
                        found.scopes().covers(Scope.KEYS_WRITE)
                            && Standing.of(reader, found).mayAdminister())
                    .as("what a member knows makes nobody an admin")
                    .isFalse();
                return found;
              });
    }
  }

  private Issue.Claimed leaves(@Nullable String heirBefore, @Nullable String heirSince) {
    try (TestInstallation test = TestInstallation.in(home)) {
      var team = test.get().verbs().changeTeam();
      var admin = test.firstCaller();
      Member leaver = done(team.add(admin, "Ada", "member"));
      Member heir = heirBefore == null ? null : done(team.add(admin, heirBefore, "admin"));
      Issue.Claimed key = keyOf(test, leaver);
      assertThat(key.key().key().scopes().covers(Scope.KEYS_WRITE)).isTrue();
      run("backup", backup.toString());
      if (heirSince != null) {
        heir = done(team.add(admin, heirSince, "admin"));
      }
      FateOfKeys fate = new FateOfKeys.HandOver(heir == null ? null : heir.id());
      done(team.remove(admin, leaver.id(), fate));
      return key;
    }
  }

  @Test
  void aKeyThatTheOwnerGotSinceIsTheOwnersWithWhatItMayDoNow() {
    Issue.Claimed key = leaves(null, null);
    assertThat(run("restore", backup.toString()).out()).doesNotContain("scopes");
    ApiKey restored = restored(key);
    assertThat(restored.member()).isNull();
    assertThat(restored.scopes()).isEqualTo(key.key().key().handedTo(null).scopes());
  }

  @Test
  void aKeyThatAnAdminGotSinceIsTheirsWithWhatItMayDoNow() {
    Issue.Claimed key = leaves("Grace", null);
    run("restore", backup.toString());
    ApiKey restored = restored(key);
    assertThat(restored.member()).isNotNull();
    assertThat(restored.scopes()).isEqualTo(key.key().key().handedTo(null).scopes());
  }

  @Test
  void aKeyWhoseNewMemberCameAfterTheBackupGoesToTheOwner() {
    Issue.Claimed key = leaves(null, "Grace");
    run("restore", backup.toString());
    ApiKey restored = restored(key);
    assertThat(restored.member()).isNull();
    assertThat(restored.scopes()).isEqualTo(key.key().key().handedTo(null).scopes());
  }

  @Test
  void allIsAsItWasThenWhenToldSo() {
    Issue.Claimed key = leaves(null, null);
    run("restore", backup.toString(), "--revive");
    ApiKey restored = restored(key);
    assertThat(restored.member()).isNotNull();
    assertThat(restored.scopes()).isEqualTo(key.key().key().scopes());
  }

  @Test
  void whoeverLeftStaysAwayAndARoleThatWasMadeLessStaysSo() {
    try (TestInstallation test = TestInstallation.in(home)) {
      var team = test.get().verbs().changeTeam();
      var admin = test.firstCaller();
      Member leaver = done(team.add(admin, "Leaver", "admin"));
      Member lessened = done(team.add(admin, "Lessened", "admin"));
      Member viewer = done(team.add(admin, "Viewer", "member"));
      Member raised = done(team.add(admin, "Raised", "viewer"));
      run("backup", backup.toString());
      done(team.remove(admin, leaver.id(), new FateOfKeys.Keep()));
      done(team.update(admin, lessened.id(), null, "member"));
      done(team.update(admin, viewer.id(), null, "viewer"));
      done(team.update(admin, raised.id(), null, "admin"));
    }
    run("restore", backup.toString());
    assertThat(roles())
        .containsOnly(
            Map.entry("Lessened", Role.MEMBER),
            Map.entry("Viewer", Role.VIEWER),
            Map.entry("Raised", Role.VIEWER));
    run("restore", backup.toString(), "--revive");
    assertThat(roles())
        .containsOnly(
            Map.entry("Leaver", Role.ADMIN),
            Map.entry("Lessened", Role.ADMIN),
            Map.entry("Viewer", Role.MEMBER),
            Map.entry("Raised", Role.VIEWER));
  }

  private Map<String, Role> roles() {
    try (Installation installation =
        Installation.open(new DataFolder(home), Map.of(), InstantSource.system())) {
      return installation
          .keys()
          .read(
              reader ->
                  reader.members(reader.owners().getFirst().id()).stream()
                      .collect(Collectors.toMap(Member::name, Member::role)));
    }
  }
}
