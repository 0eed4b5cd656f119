package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Keychains;
import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.integration.Connections;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** What commands are given where nobody sits at the terminal, and what they say there. */
final class Contexts {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Context context;

  /**
   * @param backend is told what a command asks for
   */
  Contexts(Map<String, String> environment, Keychains keychains, InvocationHandler backend) {
    this.context =
        new Context(
            new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                prompt -> Optional.empty(),
                prompt -> Optional.empty()),
            new Sources(environment, new SettingsFile(Path.of("nowhere")), keychains),
            new Connections(Map.of(), "Linux", null),
            (Backend)
                Proxy.newProxyInstance(
                    Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, backend),
            new Times(InstantSource.system(), () -> ZoneOffset.UTC));
  }

  /** Likewise, where no key is kept. */
  static Contexts keyless(Map<String, String> environment, InvocationHandler backend) {
    return new Contexts(
        environment,
        (storage, mayPrompt) -> {
          throw new AssertionError("no key is kept here");
        },
        backend);
  }

  Context get() {
    return context;
  }

  /** What is for programs. */
  String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What is for people alone. */
  String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
