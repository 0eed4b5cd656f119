package dev.kasava.keys.bench;

import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.Changes;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.StoredSecret;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A store in which every look-up finds whatever it was told last, so that a million keys are
 * remembered within seconds. Its change word is that of a real one. For one thread.
 */
final class OneAnswerStore implements KeyStore {
  private final ChangeWord word;
  private final KeyReader reader;
  private Optional<StoredSecret> answer = Optional.empty();

  OneAnswerStore(ChangeWord word) {
    this.word = word;
    this.reader =
        (KeyReader)
            Proxy.newProxyInstance(
                KeyReader.class.getClassLoader(),
                new Class<?>[] {KeyReader.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "secret" -> answer;
                      case "changesSince" -> new Changes(List.of(), 0, true);
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
  }

  void answer(StoredSecret secret) {
    answer = Optional.of(secret);
  }

  @Override
  public <T> T read(Function<? super KeyReader, ? extends T> work) {
    return work.apply(reader);
  }

  @Override
  public <T> T write(Function<? super KeyWriter, ? extends T> work) {
    throw new UnsupportedOperationException("nothing is written");
  }

  @Override
  public ChangeWord changeWord() {
    return word;
  }
}
