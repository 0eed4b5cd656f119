package dev.kasava.keys.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Java programs in processes of their own, on the runtime and with the flags of this one. */
final class JavaPrograms {
  private JavaPrograms() {}

  /** The command that starts a class of this class path. */
  static List<String> command(Class<?> program, List<String> arguments) {
    List<String> command = java();
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    return command;
  }

  /** The command that starts a jar. */
  static List<String> jar(Path jar, List<String> arguments) {
    List<String> command = java();
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    return command;
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    // What the program is compared with is served in the same way.
    command.add("@" + Tools.root().resolve("src/build/image/serve.options"));
    return command;
  }

  /** Kasava Keys over a data folder. */
  static Contender keyServer(KeyFolder keys, int ioThreads, Path folder)
      throws IOException, InterruptedException {
    int port = Contender.freePort();
    return Contender.start(
        command(
            KeyServer.class,
            List.of(keys.data().toString(), Integer.toString(port), Integer.toString(ioThreads))),
        Map.of(),
        folder,
        port);
  }
}
