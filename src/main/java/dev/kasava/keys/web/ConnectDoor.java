package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.integration.ClientGuide;
import dev.kasava.keys.web.view.ConnectView;
import dev.kasava.keys.web.view.Section;
import dev.kasava.keys.web.view.Snippet;
import io.undertow.server.HttpServerExchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How to connect each AI client, from the description that the manifests are made from. */
final class ConnectDoor {
  private static final String PATH = Screens.KEYS_PATH + "/connect";

  private final Entrance entrance;
  private final Screens screens;
  private final Snippets snippets;

  ConnectDoor(Entrance entrance, Screens screens, Snippets snippets) {
    this.entrance = entrance;
    this.screens = screens;
    this.snippets = snippets;
  }

  void addTo(Routes routes) {
    routes.get(PATH, entrance.page(this::show));
  }

  private void show(HttpServerExchange exchange, Visit visit) {
    List<Snippet> byHand = snippets.clients();
    List<ClientGuide> guides = snippets.guides();
    List<ConnectView.Client> clients = new ArrayList<>();
    for (int i = 0; i < guides.size(); i++) {
      clients.add(client(guides.get(i), byHand.get(i)));
    }
    screens.show(
        exchange,
        "connect.jte",
        new ConnectView(
            screens.shell(exchange, visit, Section.API_KEYS, "Connect a client"),
            clients,
            visit.mayCreate()));
  }

  private static ConnectView.Client client(ClientGuide guide, Snippet byHand) {
    String id = guide.client().id();
    String title = guide.client().title();
    return new ConnectView.Client(
        id,
        title,
        new Snippet(
            id + "-run",
            "Commands",
            "Makes a key for "
                + title
                + " alone, keeps it in the system keychain, and proves that"
                + " it works.",
            String.join("\n", guide.commands()),
            null,
            null),
        byHand,
        new Snippet(
            id + "-bridge",
            "Bridge",
            "In its " + guide.fileName() + ", with the key in the system keychain.",
            guide.bridge(),
            null,
            guide.link()),
        Screens.KEYS_PATH + "/new?name=" + URLEncoder.encode(title, StandardCharsets.UTF_8));
  }
}
