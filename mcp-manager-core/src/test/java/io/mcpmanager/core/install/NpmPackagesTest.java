package io.mcpmanager.core.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.process.ProcessRuntime;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing with an npm that a test has written: a shell script that notes how it was called. */
final class NpmPackagesTest {

  private static final String WORKING_NPM = """
      #!/bin/sh
      echo "$@" >> "$0.calls"
      echo "npm http fetch GET 200 tarball" >&2
      folder=$3
      mkdir -p "$folder/node_modules/.bin" "$folder/node_modules/@my/server"
      printf '{"name":"@my/server","version":"1.4.2","bin":{"serve":"cli.js"}}' \\
          > "$folder/node_modules/@my/server/package.json"
      printf '#!/bin/sh\\n' > "$folder/node_modules/.bin/serve"
      chmod +x "$folder/node_modules/.bin/serve"
      printf '{"packages":{"node_modules/@my/server":{"version":"1.4.2","integrity":"sha512-abc"}}}' \\
          > "$folder/package-lock.json"
      """;

  @TempDir
  private Path folder;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private ServerRuntime runtime;
  private Path npm;

  @BeforeEach
  void prepare() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    npm = bin.resolve("npm");
    var environment = Map.of("PATH", bin + ":" + System.getenv("PATH"));
    runtime = NpmPackages.before(
        new ProcessRuntime(
            environment,
            endpoint -> {
              throw new AssertionError("nothing here serves HTTP");
            },
            new ManualClock(),
            1 << 20),
        folder.resolve("packages"),
        environment);
    script(WORKING_NPM);
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  @Test
  void givenAPackage_whenInstalledTwice_thenNpmRunsOnceAndTheProgramIsStartedItself()
      throws Exception {
    Installation first = install("npx", "-y", "@my/server", "--port", "1");
    Installation second = install("npx", "-y", "@my/server", "--port", "1");

    assertThat(first.fresh()).isTrue();
    assertThat(first.installed())
        .isEqualTo(new InstalledPackage("@my/server", "1.4.2", "sha512-abc"));
    assertThat(second).isEqualTo(new Installation(first.installed(), first.launch(), false));
    assertThat(calls())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("install --prefix ")
        .endsWith(" @my/server");
    var launch = (ProcessLaunch) first.launch();
    assertThat(launch.command()).endsWith("/node_modules/.bin/serve");
    assertThat(launch.arguments()).containsExactly("--port", "1");
    assertThat(launch.environment().get("PATH")).contains("/node_modules/.bin:");
    assertThat(lines)
        .containsExactly(
            "MANAGER installing @my/server with npm", "STDERR npm http fetch GET 200 tarball");
  }

  @Test
  void givenADamagedInstallation_whenInstalledAgain_thenThePinnedVersionIsAskedFor()
      throws Exception {
    Installation first = install("npx", "@my/server@latest");
    Files.delete(Path.of(((ProcessLaunch) first.launch()).command()));

    assertThat(install("npx", "@my/server@latest").fresh()).isTrue();
    assertThat(calls()).hasSize(2).last().asString().endsWith(" @my/server@1.4.2");
  }

  @Test
  void givenNpmThatFails_whenInstalled_thenTheFailureSaysSoAndTheNextAttemptMayWork()
      throws Exception {
    script("#!/bin/sh\necho 'npm error code E404' >&2\nexit 3\n");

    assertThatThrownBy(() -> install("npx", "@my/server"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("npm could not install @my/server: it exited with status 3");
    assertThat(lines).contains("STDERR npm error code E404");

    script(WORKING_NPM);
    assertThat(install("npx", "@my/server").fresh()).isTrue();
  }

  @Test
  void givenNpmThatHangs_whenInterrupted_thenItIsEndedAndWhatItFetchedIsKept() throws Exception {
    script("#!/bin/sh\necho half > \"$3/half\"\nsleep 600\n");
    var task = new FutureTask<>(() -> install("npx", "@my/server"));
    Thread installer = Thread.ofVirtual().start(task);
    await().until(() -> halves() == 1);

    installer.interrupt();

    assertThat(installer.join(Duration.ofSeconds(20))).isTrue();
    assertThat(halves()).isEqualTo(1);
    script(WORKING_NPM);
    assertThat(install("npx", "@my/server").fresh()).isTrue();
    assertThat(halves()).isEqualTo(1);
  }

  @Test
  void givenAProjectWithItsOwnPackages_whenInstalled_thenItIsLeftToNpx() throws Exception {
    Files.createDirectories(folder.resolve("project/node_modules"));
    ProcessLaunch launch = ProcessLaunch.of("npx", "@my/server")
        .withWorkingDirectory(folder.resolve("project").toString());

    assertThat(runtime.install(spec(launch), this::take)).isEmpty();
    assertThat(runtime.install(spec(ProcessLaunch.of("cat")), this::take)).isEmpty();
    assertThat(lines).isEmpty();
  }

  private Installation install(String command, String... arguments) throws InterruptedException {
    LaunchSpec spec = spec(ProcessLaunch.of(command, arguments));
    return runtime.install(spec, this::take).orElseThrow();
  }

  private void take(LogStream stream, String line) {
    lines.add(stream + " " + line);
  }

  private static LaunchSpec spec(ProcessLaunch launch) {
    return new LaunchSpec(
        ServerId.of("s1"),
        "my",
        1,
        new LaunchMark("m1", "t1"),
        launch,
        Duration.ofSeconds(30),
        65_536);
  }

  private void script(String text) throws IOException {
    Files.writeString(npm, text, UTF_8);
    Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(Path.of(npm + ".calls"));
  }

  private long halves() throws IOException {
    Path root = folder.resolve("packages");
    if (!Files.exists(root)) {
      return 0;
    }
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.endsWith("half")).count();
    }
  }
}
