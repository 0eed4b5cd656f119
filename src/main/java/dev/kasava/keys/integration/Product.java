package dev.kasava.keys.integration;

import java.net.URI;
import java.util.List;

/** What all manifests say of this product; nothing of it is written down twice. */
final class Product {
  /** The name under which clients list the server, the plugin and its marketplace. */
  static final String ENTRY = "kasava";

  static final String NAME = "kasava-keys";
  static final String TITLE = "Kasava Keys";

  /** At most 100 characters: the MCP registry takes no more. */
  static final String DESCRIPTION =
      "Create, watch, rotate and delete API keys. No secret ever enters the conversation.";

  static final String LONG_DESCRIPTION =
      "Manages the API keys of a self-hosted Kasava Keys server. An assistant can list, audit,"
          + " create, rotate and delete keys; what it creates is claimed by a person or goes"
          + " straight into the system keychain, so no secret is ever seen by a model.";

  static final String AUTHOR = "Kasava Keys maintainers";
  static final String LICENSE = "Apache-2.0";
  static final List<String> KEYWORDS =
      List.of("api-keys", "secrets", "rotation", "mcp", "security");

  /** In the MCP registry: a namespace, a slash, a name. */
  static final String REGISTRY_NAME = "dev.kasava/keys";

  /** Where a server listens unless told otherwise. */
  static final URI USUAL_SERVER = URI.create("http://127.0.0.1:8787");

  /** What a key stands in where a client reads it from the environment. */
  static final String KEY_VARIABLE = "KASAVA_API_KEY";

  static final String SERVER_TITLE = "Server";
  static final String SERVER_HELP =
      "The address of your Kasava Keys server, e.g. https://keys.example.com. Leave it empty for"
          + " the one that \"kasava login\" remembered, or the one on this machine.";
  static final String KEY_TITLE = "API key";
  static final String KEY_HELP =
      "A key made for this tool alone (Settings -> API Keys). It moves to the system keychain at"
          + " the first start. Leave it empty after \"kasava connect\".";

  static final String GEMINI_KEY_HELP =
      "A key made for Gemini CLI alone (Settings -> API Keys); Gemini CLI keeps it.";
  static final String HEADER_HELP =
      "An API key made for this client alone, on the page Settings -> API Keys of your server.";
  static final String REMOTE_HELP = "The host, and port if any, of your Kasava Keys server.";

  /** By which a client hands over the key of its own settings, to be moved to the keychain. */
  static final String OFFERED_KEY_VARIABLE = "KASAVA_OFFERED_KEY";

  private Product() {}
}
