package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose packages come from the real npm, installed apart from the start. */
@Requires({"node", "npm"})
final class InstallIT {

  private static final CallContext ME = CallContext.system("test");
  private static final String PACKAGE = "@modelcontextprotocol/server-memory";
  private static final String VERSION = "2026.8.31";

  private static final Pattern NETWORK = Pattern.compile(
      "(npm_config_.*|.*_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_.*)", Pattern.CASE_INSENSITIVE);

  @TempDir
  private Path folder;

  @Test
  void givenAnNpxServer_whenStarted_thenItsPackageIsInstalledOncePinnedAndStartedWithoutNpm()
      throws Exception {
    try (var manager = manager()) {
      // far too short for installing, which has a time of its own
      ServerId id = create(manager, "memory", PACKAGE + "@" + VERSION, Duration.ofSeconds(45));

      assertThat(start(manager, id).success()).isTrue();

      InstalledPackage installed = installed(manager, id);
      assertThat(installed.name()).isEqualTo(PACKAGE);
      assertThat(installed.version()).isEqualTo(VERSION);
      assertThat(installed.hash()).hasValueSatisfying(h -> assertThat(h).startsWith("sha512-"));
      assertThat(installations(manager, id)).containsExactly(installed);
      long process =
          manager.servers().get(ME, id).liveInstance().orElseThrow().process().orElseThrow();
      assertThat(ProcessHandle.of(process).orElseThrow().descendants()).isEmpty();
    }
    try (var later = manager()) {
      ServerId id = create(later, "again", PACKAGE + "@" + VERSION, Duration.ofSeconds(45));

      assertThat(start(later, id).success()).isTrue();

      assertThat(installations(later, id)).isEmpty();
      assertThat(installed(later, id).version()).isEqualTo(VERSION);
    }
  }

  @Test
  void givenAPackageThatDoesNotExist_whenStarted_thenTheFailureNamesThePhaseAndWhatNpmSaid()
      throws Exception {
    try (var manager = manager()) {
      ServerId id = create(
          manager, "none", "@modelcontextprotocol/there-is-no-such-thing", Duration.ofSeconds(45));

      CommandResult result = start(manager, id);

      assertThat(result.error()).isEqualTo(ErrorCode.LAUNCH_FAILED);
      var status = (ServerStatus.InError) manager.servers().get(ME, id).status();
      assertThat(status.failure().phase()).isEqualTo(Phase.INSTALL);
      assertThat(status.failure().message()).contains("npm could not install");
      assertThat(status.failure().lastErrorLines()).anyMatch(line -> line.contains("404"));
    }
  }

  @Test
  void givenAnInstallationThatTakesTooLong_whenStarted_thenTheFailureNamesThePhase()
      throws Exception {
    try (var manager = manager()) {
      ServerDefinition definition = definition("late", PACKAGE + "@" + VERSION);
      var launch = (ProcessLaunch) definition.launch();
      ServerId id = manager
          .servers()
          .create(
              ME,
              definition
                  // a place where nobody ever answers
                  .withLaunch(
                      launch.withEnvironment(Map.of("npm_config_registry", "http://192.0.2.1/")))
                  .withSettings(definition.settings().withInstallTimeout(Duration.ofSeconds(3))))
          .id();

      assertThat(start(manager, id).error()).isEqualTo(ErrorCode.TIMEOUT);

      var status = (ServerStatus.InError) manager.servers().get(ME, id).status();
      assertThat(status.failure().phase()).isEqualTo(Phase.INSTALL);
      assertThat(status.failure().message()).contains("was not installed within PT3S");
    }
  }

  private McpManager manager() {
    return McpManager.builder().packages(folder.resolve("packages")).build().start();
  }

  private static ServerDefinition definition(String name, String spec) {
    ProcessLaunch launch = ProcessLaunch.of("npx", "-y", spec).withEnvironment(network());
    return ServerDefinition.of(name, launch)
        .withSettings(ServerSettings.DEFAULT.withRestart(RestartPolicy.NEVER));
  }

  /** How this machine reaches the registry, which a child does not inherit. */
  private static Map<String, String> network() {
    return System.getenv().entrySet().stream()
        .filter(variable -> NETWORK.matcher(variable.getKey()).matches())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static ServerId create(
      McpManager manager, String name, String spec, Duration startTimeout) {
    ServerDefinition plain = definition(name, spec);
    ServerSettings settings = plain.settings();
    return manager
        .servers()
        .create(
            ME,
            plain.withSettings(settings.withTimeouts(
                startTimeout, settings.stopTimeout(), settings.callTimeout())))
        .id();
  }

  private static CommandResult start(McpManager manager, ServerId id) throws InterruptedException {
    return manager.servers().execute(ME, id, new ServerCommand.Start());
  }

  private static InstalledPackage installed(McpManager manager, ServerId id) {
    return manager
        .servers()
        .get(ME, id)
        .liveInstance()
        .orElseThrow()
        .installedPackage()
        .orElseThrow();
  }

  private static List<InstalledPackage> installations(McpManager manager, ServerId id) {
    return manager.events().after(ME, EventFilter.ofServer(id), 0, 100).events().stream()
        .map(event -> event.data())
        .filter(EventData.Installed.class::isInstance)
        .map(data -> ((EventData.Installed) data).installed())
        .toList();
  }
}
