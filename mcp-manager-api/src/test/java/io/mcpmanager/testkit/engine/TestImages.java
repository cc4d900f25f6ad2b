package io.mcpmanager.testkit.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Images made of what this machine has, so that no registry is needed. An image's tag says what is in it: it is made
 * once and found again by later runs. All are in repositories whose names begin with {@value #REPOSITORIES}.
 */
public final class TestImages {

  /** What the names of these images begin with. */
  public static final String REPOSITORIES = "mcp-manager-test/";

  /** What an image is given beside its layer, in the words of a Dockerfile. */
  static final List<String> SHELL_SERVER =
      List.of("LABEL mcp-manager-test=1", "ENTRYPOINT [\"/server.sh\"]", "USER 1000:1000");

  private static final List<Path> BUSYBOXES =
      List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"), Path.of("/bin/busybox.static"));

  /** What the scripts call, and what tests like to run in a container. */
  private static final List<String> COMMANDS = List.of(
      "awk",
      "cat",
      "chmod",
      "cp",
      "cut",
      "dd",
      "df",
      "echo",
      "env",
      "false",
      "grep",
      "head",
      "hostname",
      "httpd",
      "id",
      "ip",
      "kill",
      "ls",
      "mkdir",
      "mount",
      "nc",
      "nproc",
      "nslookup",
      "ping",
      "printf",
      "ps",
      "rm",
      "sed",
      "seq",
      "sh",
      "sleep",
      "stat",
      "sync",
      "tail",
      "tee",
      "test",
      "timeout",
      "touch",
      "tr",
      "true",
      "uname",
      "wc",
      "wget",
      "which",
      "yes");

  private final TestEngine engine;

  private TestImages(TestEngine engine) {
    this.engine = engine;
  }

  /** Images of an engine. */
  public static TestImages of(TestEngine engine) {
    return new TestImages(engine);
  }

  /**
   * Makes, if it is not there, a small image with an MCP server that is a shell script; {@code server.sh} beside this
   * class says which arguments it takes, {@code mcp.sh} which tools it has. Its user is 1000, and it needs no place to
   * write to.
   *
   * @return its name
   * @throws IllegalStateException if this machine has no busybox that runs without libraries
   */
  public String shellServer() throws IOException {
    return shellServer("shell", SHELL_SERVER);
  }

  /** The same declaring a volume, so that its engine makes one for every container. */
  public String shellServerWithVolume() throws IOException {
    return shellServer(
        "volume",
        Stream.concat(SHELL_SERVER.stream(), Stream.of("VOLUME /data")).toList());
  }

  private String shellServer(String name, List<String> changes) throws IOException {
    byte[] layer = shellServerLayer();
    String tag = tagOf(layer, changes.toString().getBytes(UTF_8));
    return made(name, tag) ? nameOf(name, tag) : imported(name, tag, layer, changes);
  }

  /** What that image consists of. */
  static byte[] shellServerLayer() throws IOException {
    var layer = new Tar().folder("/tmp").file("/bin/busybox", Files.readAllBytes(busybox()), true);
    for (String command : COMMANDS) {
      layer.link("/bin/" + command, "busybox");
    }
    return layer
        .file("/mcp.sh", script("mcp.sh"), false)
        .file("/server.sh", script("server.sh"), true)
        .file("/www/cgi-bin/mcp", script("mcp.cgi"), true)
        .toBytes();
  }

  /**
   * Makes, if it is not there, an image with this program's Java and a Java program.
   *
   * @param name of the image, within our repositories
   * @param classPath jars and folders of the program
   * @param mainClass where it begins
   * @param modules of Java that it needs, such as {@code java.base}
   * @return its name
   */
  public String javaProgram(
      String name, List<Path> classPath, String mainClass, List<String> modules)
      throws IOException, InterruptedException {
    List<String> changes = List.of(
        "LABEL mcp-manager-test=1",
        "ENTRYPOINT [\"/java/bin/java\", \"-XX:+UseSerialGC\", \"-XX:TieredStopAtLevel=1\","
            + " \"-XX:-UsePerfData\", \"-cp\", \"/app/classes:/app/*\", \"" + mainClass + "\"]",
        "USER 1000:1000");
    String identity = Runtime.version() + changes.toString() + modules;
    String tag = tagOf(program(new Tar(), classPath).toBytes(), identity.getBytes(UTF_8));
    if (made(name, tag)) {
      return nameOf(name, tag);
    }
    var image = program(new Tar().folder("/tmp"), classPath);
    LinkedJava.addTo(image, modules);
    return imported(name, tag, image.toBytes(), changes);
  }

  private static Tar program(Tar image, List<Path> classPath) throws IOException {
    for (Path entry : classPath) {
      if (Files.isDirectory(entry)) {
        image.tree("/app/classes", entry);
      } else {
        image.file("/app/" + entry.getFileName(), Files.readAllBytes(entry), false);
      }
    }
    return image;
  }

  private boolean made(String name, String tag) throws IOException {
    return engine.hasImage(nameOf(name, tag));
  }

  private String imported(String name, String tag, byte[] layer, List<String> changes)
      throws IOException {
    engine.importImage(REPOSITORIES + name, tag, layer, changes);
    return nameOf(name, tag);
  }

  private static String nameOf(String name, String tag) {
    return REPOSITORIES + name + ":" + tag;
  }

  private static String tagOf(byte[] content, byte[] identity) {
    MessageDigest digest = sha256();
    digest.update(content);
    return HexFormat.of().formatHex(digest.digest(identity)).substring(0, 16);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static Path busybox() throws IOException {
    for (Path candidate : BUSYBOXES) {
      if (Files.isExecutable(candidate) && !needsLibraries(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        "this machine has no busybox that runs without libraries; Debian's package is busybox-static");
  }

  /** Such a program names its loader near its beginning. */
  private static boolean needsLibraries(Path program) throws IOException {
    try (InputStream in = Files.newInputStream(program)) {
      return new String(in.readNBytes(4096), ISO_8859_1).contains("/ld-");
    }
  }

  private static byte[] script(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TestImages.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
