package dev.kasava.keys.leak.guard;

/** How a secret of ours would be shown to a model. */
enum Disclosure {
  HEADERS(
      "\"kasava headers\" prints an API key, which would then stand in this conversation; clients"
          + " run it by themselves."),
  SHOWN(
      "--show-secret prints an API key, which would then stand in this conversation. Have it"
          + " delivered unseen: --env-file FILE --var NAME, --to-keychain, --to-clipboard or"
          + " --to-command COMMAND; or leave the option out, and a person claims the key."),
  FILE(
      "This would show what stands in a file of Kasava Keys that holds a secret. Commands take a"
          + " key from a file by its name: KASAVA_API_KEY_FILE=FILE kasava keys list."),
  ENV_FILE(
      "This would show an API key that stands in this env file. Let programs read it (set -a; ."
          + " FILE) and speak of the key by the variable's name: grep -q NAME FILE says whether it"
          + " is there."),
  KEYCHAIN(
      "This prints a key that the keychain keeps, which would then stand in this conversation."),
  VARIABLE(
      "This writes out the value of a variable that holds an API key: into this conversation, a"
          + " file or another program. A key gets into an env file, or to a program's input,"
          + " unseen: kasava keys create NAME --env-file FILE --var NAME, or --to-command"
          + " COMMAND."),
  TRACED(
      "This prints the value of a variable that holds an API key: curl -v and --trace, wget -d and"
          + " set -x show what is sent or run. Leave that option out.");

  private final String sentence;

  Disclosure(String sentence) {
    this.sentence = sentence;
  }

  /** What is the matter, and what to do instead. */
  String sentence() {
    return sentence
        + " Programs get a key without its being seen: kasava exec --key NAME --var NAME --"
        + " COMMAND. \"kasava status\" says which key is in use, and where it is kept.";
  }
}
