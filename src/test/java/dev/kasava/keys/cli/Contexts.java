package dev.kasava.keys.cli;

import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.integration.Connections;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** What commands are given where nobody sits at the terminal, and no key is kept. */
final class Contexts {
  private Contexts() {}

  /**
   * @param backend is told what a command asks for
   */
  static Context of(Map<String, String> environment, InvocationHandler backend) {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            false,
            prompt -> Optional.empty(),
            prompt -> Optional.empty());
    return new Context(
        terminal,
        new Sources(
            environment,
            new SettingsFile(Path.of("nowhere")),
            (storage, mayPrompt) -> {
              throw new AssertionError("no key is kept here");
            }),
        new Connections(Map.of(), "Linux", null),
        (Backend)
            Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, backend),
        new Times(InstantSource.system(), () -> ZoneOffset.UTC));
  }
}
