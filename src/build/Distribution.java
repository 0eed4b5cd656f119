import dev.kasava.keys.app.JarTimes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.sqlite.util.LibraryLoaderUtil;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts together what people install, for the system that this runs on: the plugin with a Java
 * runtime of its own, the archive, and Claude Desktop's bundle. {@code Distribution BASE TARGET
 * VERSION}. Launched as a source file by the build, on the JDK that compiles.
 */
final class Distribution {
  private static final String NAME = "kasava-keys";

  private final Path base;
  private final Path target;
  private final String version;
  private final Path plugin;
  private final Path program;

  private Distribution(Path base, Path target, String version) {
    this.base = base;
    this.target = target;
    this.version = version;
    this.plugin = target.resolve("plugin");
    this.program = plugin.resolve("lib/kasava");
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    new Distribution(
            Path.of(arguments[0]), Path.of(arguments[1]), arguments[2].replace("-SNAPSHOT", ""))
        .build();
  }

  private void build() throws IOException, InterruptedException {
    Folders.delete(plugin);
    Folders.copy(base.resolve("plugin"), plugin);
    Files.copy(base.resolve("LICENSE"), plugin.resolve("LICENSE"));
    Folders.copy(target.resolve("image"), program);
    Jars.unsign(program.resolve("lib"));
    JarTimes.set(program);
    RuntimeImage.make(plugin.resolve("runtime"));
    unpackSqlite();
    ClassArchives.make(plugin, base.resolve("src/build"), target.resolve("rehearsal"));
    String system = os() + "-" + architecture();
    Folders.delete(target, NAME + "-*.{tar.gz,zip,mcpb}");
    String name = NAME + "-" + version + "-" + system;
    if (os().equals("win32")) {
      Archive.zip(plugin, NAME + "/", target.resolve(name + ".zip"));
    } else {
      Archive.tarGz(plugin, NAME + "/", target.resolve(name + ".tar.gz"));
    }
    Archive.zip(bundle(), "", target.resolve(name + ".mcpb"));
  }

  /** SQLite's native part, which every start would unpack again otherwise. */
  private void unpackSqlite() throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String packed = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    Path folder = Files.createDirectory(program.resolve("native"));
    try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(packed)) {
      Files.copy(Objects.requireNonNull(in, packed), folder.resolve(name));
    }
  }

  /** What Claude Desktop needs of it, which is not the plugin of another client. */
  private Path bundle() throws IOException {
    Path bundle = target.resolve("bundle");
    Folders.delete(bundle);
    for (String part : new String[] {"bin", "lib", "runtime"}) {
      Folders.copy(plugin.resolve(part), bundle.resolve(part));
    }
    Files.copy(plugin.resolve("LICENSE"), bundle.resolve("LICENSE"));
    Files.copy(plugin.resolve(".claude-plugin/icon.png"), bundle.resolve("icon.png"));
    Files.writeString(bundle.resolve("manifest.json"), manifest());
    return bundle;
  }

  /** With what only a packed bundle has: an icon beside it, and a runtime for one system. */
  private String manifest() throws IOException {
    JsonMapper json = JsonMapper.shared();
    ObjectNode manifest =
        (ObjectNode)
            json.readTree(Files.readString(base.resolve("manifests/claude-desktop/manifest.json")));
    manifest.put("icon", "icon.png");
    manifest.withObjectProperty("compatibility").putArray("platforms").add(os());
    if (os().equals("win32")) {
      manifest.withObjectProperty("server").put("entry_point", "bin/kasava.cmd");
    }
    return manifest.toPrettyString() + "\n";
  }

  /** As Node names it, which clients and their manifests do too. */
  private static String os() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return name.startsWith("windows") ? "win32" : name.startsWith("mac") ? "darwin" : "linux";
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> "x64";
      case "aarch64" -> "arm64";
      case String other -> other;
    };
  }
}
