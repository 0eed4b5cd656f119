package dev.kasava.keys.web;

import dev.kasava.keys.integration.ClientGuide;
import dev.kasava.keys.web.view.Snippet;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What people paste to use a key: in their own programs, and in AI clients. Thread-safe. */
final class Snippets {
  private static final String VARIABLE = ClientGuide.KEY_VARIABLE;

  private final Supplier<String> publicUrl;

  Snippets(Supplier<String> publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** For programs. The first puts the key where the others find it. */
  List<Snippet> programs() {
    String url = publicUrl.get() + "/api/v1/me";
    return List.of(
        new Snippet(
            "shell",
            "Shell",
            "Puts the key where the other examples find it, for this terminal only.",
            "export " + VARIABLE + "='",
            "'",
            null),
        whole("curl", "curl", "curl -H \"X-API-Key: $%s\" \\\n  %s".formatted(VARIABLE, url)),
        whole(
            "python",
            "Python",
            """
            import os, requests

            answer = requests.get(
                "%s",
                headers={"X-API-Key": os.environ["%s"]},
            )
            print(answer.json())\
            """
                .formatted(url, VARIABLE)),
        whole(
            "javascript",
            "JavaScript",
            """
            const answer = await fetch("%s", {
              headers: { "X-API-Key": process.env.%s },
            });
            console.log(await answer.json());\
            """
                .formatted(url, VARIABLE)),
        whole(
            "java",
            "Java",
            """
            var request = HttpRequest.newBuilder(URI.create("%s"))
                .header("X-API-Key", System.getenv("%s"))
                .build();
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());\
            """
                .formatted(url, VARIABLE)),
        whole(
            "go",
            "Go",
            """
            request, _ := http.NewRequest("GET", "%s", nil)
            request.Header.Set("X-API-Key", os.Getenv("%s"))
            answer, err := http.DefaultClient.Do(request)\
            """
                .formatted(url, VARIABLE)));
  }

  private static Snippet whole(String id, String label, String text) {
    return new Snippet(id, label, "", text, null, null);
  }

  /** For AI clients, with the key given by hand. */
  List<Snippet> clients() {
    List<Snippet> snippets = new ArrayList<>();
    for (ClientGuide guide : guides()) {
      String text = guide.byHand();
      int gap = text.indexOf(ClientGuide.KEY_PLACE);
      String hint =
          gap >= 0
              ? "In its "
                  + guide.fileName()
                  + ". The key stands in that file: mind who can read it."
              : text.contains(VARIABLE)
                  ? "In its " + guide.fileName() + ", with the key in " + VARIABLE + "."
                  : "In its " + guide.fileName() + ". It asks for the key and keeps it.";
      snippets.add(
          new Snippet(
              guide.client().id(),
              guide.client().title(),
              hint,
              gap < 0 ? text : text.substring(0, gap),
              gap < 0 ? null : text.substring(gap + ClientGuide.KEY_PLACE.length()),
              null));
    }
    return snippets;
  }

  List<ClientGuide> guides() {
    return ClientGuide.all(URI.create(publicUrl.get()));
  }
}
