package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditQuery;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Deleting a key with all keys that come from it. */
final class DeleteKeyTest extends VerbTest {
  private Issue.Claimed maker(Caller caller, String name) {
    return (Issue.Claimed) done(tryCreate(caller, name, null, true, "keys:read", "keys:write"));
  }

  private Issue.Claimed made(Issue.Claimed by, String name) {
    clock.advance(Duration.ofMillis(1));
    return maker(test.caller(by.secret()), name);
  }

  private static KeyId id(Issue issue) {
    return issue.key().key().id();
  }

  private static List<String> names(List<KeySummary> keys) {
    return keys.stream().map(summary -> summary.key().name().text()).toList();
  }

  private Outcome<List<KeySummary>> deleteAll(Caller caller, Issue issue) {
    return verbs.delete().deleteWithDescendants(caller, id(issue));
  }

  private List<String> deletions() {
    return test
        .get()
        .keys()
        .read(reader -> reader.audit(AuditQuery.newest(operator.owner(), 100)))
        .stream()
        .map(AuditEntry::record)
        .filter(record -> record.action().code().equals("key.deleted"))
        .map(record -> record.subjectName() + ": " + record.details())
        .toList();
  }

  @Test
  void allThatComesFromAKeyIsDeadAtOnceAndNothingElse() {
    Issue.Claimed above = maker(operator, "Above");
    Issue.Claimed root = made(above, "Root");
    Issue.Claimed beside = made(above, "Beside");
    Issue.Claimed child = made(root, "Child");
    Issue.Claimed deep = made(child, "Deep");
    Issue.Claimed second = made(root, "Second");
    clock.advance(Duration.ofMillis(1));
    ApiKey waiting =
        done(tryCreate(test.caller(deep.secret()), "Waiting", null, false)).key().key();
    isGood(root.secret(), child.secret(), deep.secret(), second.secret());
    assertThat(names(done(verbs.delete().descendants(operator, id(root)))))
        .containsExactly("Child", "Deep", "Second", "Waiting");
    isGood(root.secret(), child.secret(), deep.secret(), second.secret());

    assertThat(names(done(deleteAll(operator, root))))
        .containsExactly("Root", "Child", "Deep", "Second", "Waiting");
    isRevoked(root.secret(), child.secret(), deep.secret(), second.secret());
    isGood(above.secret(), beside.secret());
    isRefused(verbs.claim().claim(operator, waiting.id()), "not_found");
    isRefused(deleteAll(operator, root), "not_found");
    assertThat(deletions())
        .containsExactly(
            "Waiting: with its parent " + id(deep),
            "Second: with its parent " + id(root),
            "Deep: with its parent " + id(child),
            "Child: with its parent " + id(root),
            "Root: ");
  }

  @Test
  void aKeyThatCreatedNoneIsDeletedAlone() {
    Issue.Claimed key = claimed("CI", null);
    assertThat(done(verbs.delete().descendants(operator, id(key)))).isEmpty();
    assertThat(names(done(deleteAll(operator, key)))).containsExactly("CI");
    isRevoked(key.secret());
  }

  @Test
  void aKeyMayTakeItselfAlong() {
    Issue.Claimed root = maker(operator, "Root");
    Issue.Claimed child = made(root, "Child");
    done(deleteAll(test.caller(child.secret()), root));
    isRevoked(root.secret(), child.secret());
  }

  @Test
  void whatLapsedIsNobodysLoss() {
    Issue.Claimed root = maker(operator, "Root");
    done(tryCreate(test.caller(root.secret()), "Waiting", null, false));
    clock.advance(HOUR);
    assertThat(names(done(deleteAll(operator, root)))).containsExactly("Root");
    assertThat(deletions()).containsExactly("Root: ");
  }

  @Test
  void aKeyThatWasDeletedBeforeLeadsToNoOthers() {
    Issue.Claimed root = maker(operator, "Root");
    Issue.Claimed child = made(root, "Child");
    Issue.Claimed deep = made(child, "Deep");
    done(verbs.delete().delete(operator, id(child)));
    assertThat(names(done(deleteAll(operator, root)))).containsExactly("Root");
    isGood(deep.secret());
    isRefused(deleteAll(operator, child), "not_found");
  }

  @Test
  void whereOneMayNotBeDeletedNoneIs() {
    Member ada = done(verbs.changeTeam().add(operator, "Ada", "admin"));
    Issue.Claimed root = keyOf(operator, ada, "Root");
    Caller caller = test.caller(root.secret());
    Issue.Claimed child = keyOf(caller, ada, "Child");
    Issue.Claimed theirs =
        keyOf(caller, done(verbs.changeTeam().add(operator, "Bob", "member")), "Bob's");
    done(verbs.changeTeam().update(operator, ada.id(), null, "member"));

    isRefused(
        deleteAll(caller, root), "beyond_role", "your own", "none is deleted", "Ask an admin");
    isRefused(verbs.delete().descendants(caller, id(root)), "beyond_role", "your own");
    isGood(root.secret(), child.secret(), theirs.secret());
    assertThat(deletions()).isEmpty();

    done(deleteAll(operator, root));
    isRevoked(root.secret(), child.secret(), theirs.secret());
  }

  private Issue.Claimed keyOf(Caller caller, Member member, String name) {
    return (Issue.Claimed)
        done(
            verbs
                .create()
                .create(
                    caller,
                    new CreateKey.Request(
                        name, null, Scopes.EVERYTHING.names(), true, null, member.id().value())));
  }

  @Test
  void whoMayNotDeleteTheKeyLearnsNothingOfWhatItCreated() {
    Issue.Claimed root = maker(operator, "Root");
    Issue.Claimed child = made(root, "Child");
    Issue.Claimed reader =
        (Issue.Claimed) done(tryCreate(operator, "Reader", null, true, "keys:read"));
    for (var verb :
        List.<Function<Caller, Outcome<?>>>of(
            caller -> deleteAll(caller, root),
            caller -> verbs.delete().descendants(caller, id(root)))) {
      isRefused(verb.apply(stranger), "not_found");
      isRefused(verb.apply(test.caller(reader.secret())), "missing_scope", "keys:write");
    }
    isGood(root.secret(), child.secret());
  }

  @Test
  void oneDeletionTakesAThousandAlongAndNotOneMore() {
    Issue.Claimed root = maker(operator, "Root");
    Issue.Claimed last = made(root, "Last");
    write(writer -> children(writer, root, 1, DeleteKey.MOST));
    isRefused(deleteAll(operator, root), "conflict", "1000", "Delete some of them first");
    isRefused(verbs.delete().descendants(operator, id(root)), "conflict", "1000");
    isGood(root.secret(), last.secret());
    done(verbs.delete().delete(operator, id(last)));
    assertThat(done(deleteAll(operator, root))).hasSize(1 + DeleteKey.MOST);
  }

  private void write(Consumer<KeyWriter> work) {
    test.get()
        .keys()
        .write(
            writer -> {
              work.accept(writer);
              return "";
            });
  }

  private void children(KeyWriter writer, Issue.Claimed parent, int from, int to) {
    Random random = new Random(7);
    for (int i = from; i <= to; i++) {
      writer.addKey(
          new ApiKey(
              KeyId.random(random),
              operator.owner(),
              new KeyName("Child " + i),
              Scopes.DEFAULT,
              clock.instant(),
              id(parent),
              Client.CURL,
              new ApiKey.SecretInfo("abcd", clock.instant()),
              null,
              null,
              null,
              null,
              null));
    }
  }

  /** A store whose transactions fail when all their work is done. */
  private record Failing(KeyStore store) implements KeyStore {
    @Override
    public <T> T read(Function<? super KeyReader, ? extends T> work) {
      return store.read(work);
    }

    @Override
    public <T> T write(Function<? super KeyWriter, ? extends T> work) {
      return store.write(
          writer -> {
            assertThat(work.apply(writer)).isNotNull();
            throw new IllegalStateException("after " + deletions(writer));
          });
    }

    private static long deletions(KeyWriter writer) {
      return writer.audit(AuditQuery.newest(writer.firstOwner().orElseThrow().id(), 100)).stream()
          .filter(entry -> entry.record().action().code().equals("key.deleted"))
          .count();
    }

    @Override
    public ChangeWord changeWord() {
      return store.changeWord();
    }
  }

  @Test
  void allOfItIsOneTransaction() {
    Issue.Claimed root = maker(operator, "Root");
    Issue.Claimed child = made(root, "Child");
    Issue.Claimed deep = made(child, "Deep");
    DeleteKey failing = new DeleteKey(new Failing(test.get().keys()), clock);
    assertThatThrownBy(() -> failing.deleteWithDescendants(operator, id(root)))
        .hasMessage("after 3");
    isGood(root.secret(), child.secret(), deep.secret());
    assertThat(deletions()).isEmpty();
  }
}
