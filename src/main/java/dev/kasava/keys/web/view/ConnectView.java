package dev.kasava.keys.web.view;

import java.util.List;

/** How each AI client is connected. */
public record ConnectView(Shell shell, List<Client> clients, boolean mayCreate) {

  /**
   * @param commands what connects it, run in a terminal
   * @param byHand its configuration with a key given by hand
   * @param bridge its configuration with the key in the keychain
   * @param createPath where a key for it is made
   */
  public record Client(
      String id,
      String title,
      Snippet commands,
      Snippet byHand,
      Snippet bridge,
      String createPath) {}
}
