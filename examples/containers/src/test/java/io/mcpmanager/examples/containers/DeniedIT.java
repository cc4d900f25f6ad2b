package io.mcpmanager.examples.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mcpmanager.testkit.Requires;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Whoever the operating system does not let at the engine's socket is told so. */
@Requires({"docker", "setpriv"})
@EnabledIf(value = "isRoot", disabledReason = "only root can become somebody else")
final class DeniedIT {

  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir
  private Path folder;

  static boolean isRoot() {
    return OwnEngineIT.isRoot();
  }

  @Test
  void givenAUserWhoMayNotUseTheEngine_whenTheExampleRuns_thenItSaysSo() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assumeTrue(said(java, "-version").contains("version"), "nobody may use this Java");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    String said =
        said(java, "-cp", readableClassPath(), Containers.class.getName(), "absent", "echo", "{}");

    assertThat(said).contains("may not open the container engine's socket", "docker");
  }

  /** What this test runs with, where everybody may read it. */
  private String readableClassPath() throws IOException {
    var entries = new ArrayList<String>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path source = Path.of(entry);
      if (Files.exists(source)) {
        Path target = folder.resolve(entries.size() + "-" + source.getFileName());
        copy(source, target);
        entries.add(target.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copy(Path source, Path target) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(source)) {
      all = walk.toList();
    }
    for (Path one : all) {
      Files.copy(one, target.resolve(source.relativize(one).toString()));
    }
  }

  private String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(
            Stream.concat(NOBODY.stream(), Stream.of(command)).toList())
        .directory(Path.of("/").toFile())
        .redirectErrorStream(true)
        .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    int ignored = process.waitFor();
    return said;
  }
}
