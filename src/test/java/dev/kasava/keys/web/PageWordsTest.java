package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.web.view.Option;
import dev.kasava.keys.web.view.RegenerateView;
import dev.kasava.keys.web.view.Snippet;
import java.util.Arrays;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What things are called before people. */
final class PageWordsTest {
  @ParameterizedTest
  @CsvSource({
    "keys:read, see keys",
    "keys:write, manage keys",
    "keys:verify, check keys",
    "*, use the whole product",
    "orders:read, orders:read",
    "'', Nothing",
  })
  void aScopeIsToldInPlainWords(String scope, String words) {
    Scopes scopes = scope.isEmpty() ? Scopes.of() : Scopes.of(new Scope(scope));
    assertThat(Access.words(scopes)).isEqualTo(words);
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void everyClientHasAName(Client client) {
    assertThat(Words.of(client)).isNotBlank();
    assertThat(Words.title(client)).matches("[A-Z.hcwmn].*").isNotBlank();
  }

  @Test
  void aClientStandsByItselfWithoutItsArticle() {
    assertThat(Words.title(Client.BROWSER)).isEqualTo("Browser");
    assertThat(Words.of(Client.BROWSER)).isEqualTo("a browser");
    assertThat(Words.title(Client.CURL)).isEqualTo("curl");
  }

  @Test
  void aRoleIsToldWithWhatItMay() {
    assertThat(Roles.options("viewer"))
        .containsExactly(
            new Option("admin", "Admin: manages everybody's keys, and the team", false),
            new Option("member", "Member: creates keys, and manages those", false),
            new Option("viewer", "Viewer: sees everything, changes nothing", true));
  }

  @Test
  void anOverlapIsSentInSeconds() {
    assertThat(Overlaps.choices("3600"))
        .extracting(
            RegenerateView.Choice::value,
            RegenerateView.Choice::label,
            RegenerateView.Choice::checked)
        .containsExactly(
            Tuple.tuple("0", "Now", false),
            Tuple.tuple("first-use", "When the new one is first used", false),
            Tuple.tuple("3600", "In 1 hour", true),
            Tuple.tuple("86400", "In 24 hours", false),
            Tuple.tuple("604800", "In 7 days", false));
    assertThat(Overlaps.seconds("first-use")).isZero();
    assertThat(Overlaps.afterwards("first-use")).contains("used for the first time");
    assertThat(Overlaps.afterwards("0")).isEqualTo("The old secret no longer works.");
    assertThat(Overlaps.afterwards("86400")).contains("for another 1 day");
  }

  @Test
  void aNoticeIsItsSentence() {
    assertThat(Notice.sentence("signed-out-everywhere"))
        .isEqualTo("You are signed out, in every browser.");
    assertThat(Arrays.stream(Notice.values()).map(notice -> Notice.sentence(notice.code())))
        .doesNotHaveDuplicates()
        .allSatisfy(sentence -> assertThat(sentence).endsWith("."));
    assertThat(Notice.sentence("nonsense")).isNull();
    assertThat(Notice.sentence(null)).isNull();
    assertThat(Notice.SAVED.at("/a?b=c")).isEqualTo("/a?b=c&notice=saved");
  }

  @Test
  void aProgramIsShownItsAddressAndWhereTheKeyIs() {
    Snippets snippets = new Snippets(() -> "https://keys.example.com");
    assertThat(snippets.programs())
        .extracting(Snippet::id)
        .startsWith("shell", "curl", "python", "javascript");
    assertThat(snippets.programs())
        .filteredOn(snippet -> !snippet.id().equals("shell"))
        .allSatisfy(
            snippet ->
                assertThat(snippet.before())
                    .contains("https://keys.example.com/api/v1/me")
                    .contains("KASAVA_API_KEY"));
  }

  /** The secret stands where the file of that client wants it, or is said to be elsewhere. */
  @Test
  void aClientIsToldWhereItsKeyBelongs() {
    Snippets snippets = new Snippets(() -> "https://keys.example.com");
    assertThat(snippets.clients()).hasSizeGreaterThan(4);
    for (Snippet snippet : snippets.clients()) {
      String before = snippet.before();
      if (snippet.after() != null) {
        assertThat(snippet.hint()).as(snippet.id()).contains("stands in that file");
        assertThat(before).doesNotContain("KASAVA_API_KEY");
        assertThat(before).as(snippet.id()).matches("(?s).*(Bearer |\"|: )");
        assertThat(snippet.after()).as(snippet.id()).matches("(?s)[^A-Za-z0-9_]*\\R?.*");
      } else if (before.contains("KASAVA_API_KEY")) {
        assertThat(snippet.hint()).as(snippet.id()).contains("with the key in KASAVA_API_KEY");
      } else {
        assertThat(snippet.hint()).as(snippet.id()).contains("asks for the key and keeps it");
      }
    }
    assertThat(snippets.clients()).anyMatch(snippet -> snippet.after() != null);
    assertThat(snippets.clients()).anyMatch(snippet -> snippet.hint().contains("with the key in"));
    assertThat(snippets.clients()).anyMatch(snippet -> snippet.hint().contains("asks for"));
  }
}
