package io.mcpmanager.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventRetention;
import io.mcpmanager.api.log.LogLevel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {

  @TempDir
  Path home;

  @TempDir
  Path project;

  @Test
  void givenNothing_whenLoaded_thenEverythingHasItsDefault() {
    ManagerConfig config = load(Map.of(), Map.of()).config();

    assertThat(config)
        .isEqualTo(new ManagerConfig(
            new ManagerConfig.Http(
                "127.0.0.1",
                3000,
                10L << 20,
                4096,
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                16 << 10,
                1000),
            new ManagerConfig.Entrance(
                false, null, null, false, List.of("127.0.0.1", "::1"), List.of(), List.of()),
            config.limits(),
            new ManagerConfig.Gateway(10 << 20, 10_000, Duration.ofMinutes(30), 1000, 1000),
            new ManagerConfig.Docker(ManagerConfig.Docker.Use.AUTO, null),
            home.resolve(".local/share/mcp-manager"),
            null,
            EventRetention.DEFAULT,
            LogLevel.INFO,
            new ManagerConfig.Secrets(null, null)));
  }

  @Test
  void givenFlagsInAFile_whenLoaded_thenTheyAreTakenWithAndWithoutQuotes() throws IOException {
    write(project.resolve(".mcp-manager.toml"), """
        [docker]
        enabled = true
        host = "unix:///run/engine.sock"
        [gateway]
        plain-json = "true"
        """);

    ManagerConfig config = load(Map.of(), Map.of()).config();

    assertThat(config.docker())
        .isEqualTo(
            new ManagerConfig.Docker(ManagerConfig.Docker.Use.TRUE, "unix:///run/engine.sock"));
    assertThat(config.gateway().plainJson()).isTrue();
  }

  @Test
  void givenAllSources_whenLoaded_thenTheLaterOneWinsAndItsPlaceIsKnown() throws IOException {
    write(home.resolve(".config/mcp-manager/config.toml"), """
        [http]
        port = 1001
        max-connections = 11
        drain-timeout = "500ms"
        """);
    Path file = write(project.resolve(".mcp-manager.toml"), """
        log.level = "debug"

        [http]
        # the port
        port = 1002
        max-connections = 12
        """);

    LoadedConfig loaded =
        load(Map.of("MCP_HTTP_MAX_CONNECTIONS", "13"), Map.of("servers.file", "/s.json"));

    assertThat(loaded.config().http().port()).isEqualTo(1002);
    assertThat(loaded.config().http().maxConnections()).isEqualTo(13);
    assertThat(loaded.config().http().drainTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(loaded.config().logLevel()).isEqualTo(LogLevel.DEBUG);
    assertThat(loaded.config().serversFile()).isEqualTo(Path.of("/s.json"));
    assertThat(loaded.origins())
        .extracting(origin -> origin.key() + " " + origin.source())
        .contains(
            "http.host default",
            "http.port " + file + " line 5",
            "http.max-connections environment variable MCP_HTTP_MAX_CONNECTIONS",
            "servers.file command line",
            "log.level " + file + " line 1");
    assertThat(loaded.origins())
        .filteredOn(origin -> !origin.kind().equals(Origin.Kind.DEFAULT))
        .extracting(origin -> origin.key() + " " + origin.kind().text())
        .contains("http.port file", "http.max-connections environment", "servers.file argument");
    assertThat(loaded.origins().getFirst())
        .returns("MCP_HTTP_HOST", Origin::variable)
        .returns("127.0.0.1", Origin::defaultValue);
  }

  @Test
  void givenAddressWithAPassword_whenShown_thenThePasswordIsNot() {
    LoadedConfig loaded =
        load(Map.of("MCP_DOCKER_HOST", "tcp://ada:secret@engine.example:2376"), Map.of());

    assertThat(loaded.config().docker().host()).isEqualTo("tcp://ada:secret@engine.example:2376");
    assertThat(loaded.origins())
        .filteredOn(origin -> origin.key().equals("docker.host"))
        .extracting(Origin::value)
        .containsExactly("tcp://***@engine.example:2376");
  }

  @Test
  void givenHosts_whenLoaded_thenTheyAreTakenApart() {
    ManagerConfig config = load(
            Map.of(
                "MCP_NETWORK_ALLOWED_HOSTS", "metadata.example, 10.0.0.5,[fd00::1]",
                "MCP_NETWORK_PRIVATE_ADDRESSES", "false"),
            Map.of())
        .config();

    assertThat(config.network())
        .isEqualTo(
            new ManagerConfig.Network(false, Set.of("metadata.example", "10.0.0.5", "[fd00::1]")));
  }

  @Test
  void givenIdentityProviders_whenLoaded_thenTheyAreRead() throws IOException {
    write(project.resolve(".mcp-manager.toml"), """
        [http]
        public-url = "https://mcp.example.com"
        [auth.oauth]
        issuer = "https://login.example.com/realms/one"
        audiences = "mcp, api://mcp"
        [auth.oidc]
        issuer = "http://localhost:8080/two"
        client-id = "manager"
        roles = "staff=viewer,platform team=admin"
        """);

    ManagerConfig.Providers providers = load(Map.of(), Map.of()).config().providers();

    assertThat(providers.publicUrl()).hasToString("https://mcp.example.com");
    assertThat(providers.tokenIssuer()).hasToString("https://login.example.com/realms/one");
    assertThat(providers.tokenAudiences()).containsExactly("mcp", "api://mcp");
    assertThat(providers.openId())
        .isEqualTo(new ManagerConfig.OpenId(
            URI.create("http://localhost:8080/two"),
            "manager",
            null,
            List.of("profile", "email"),
            "groups",
            List.of("staff=viewer", "platform team=admin"),
            List.of()));
  }

  @Test
  void givenIdentityProvidersThatCannotBe_whenLoaded_thenTheyAreRefused() {
    for (Map<String, String> wrong : List.of(
        Map.of("auth.oauth.issuer", "http://login.example.com"),
        Map.of("auth.oauth.issuer", "https://user@login.example.com"),
        Map.of("auth.oauth.issuer", "https://login.example.com?a=b"),
        Map.of("auth.oauth.issuer", "login"),
        Map.of("auth.oidc.issuer", "https://login.example.com"),
        Map.of("auth.oidc.client-id", "manager"))) {
      assertThat(catchThrowableOfType(ValidationException.class, () -> load(Map.of(), wrong)))
          .as("%s", wrong)
          .isNotNull();
    }
  }

  @Test
  void givenAReference_whenLoaded_thenTheVariableStandsInItsPlace() throws IOException {
    write(project.resolve(".mcp-manager.toml"), """
        [http]
        port = "${THE_PORT}"
        [data]
        directory = "${BASE:-/base}/data"
        """);

    ManagerConfig config = load(Map.of("THE_PORT", "1234"), Map.of()).config();

    assertThat(config.http().port()).isEqualTo(1234);
    assertThat(config.dataDirectory()).isEqualTo(Path.of("/base/data"));
  }

  @Test
  void givenManyMistakes_whenLoaded_thenAllAreReportedWithTheirPlaces() throws IOException {
    Path user = write(home.resolve(".config/mcp-manager/config.toml"), """
        [http]
        prot = 1
        port = true
        """);
    Path file = write(project.resolve(".mcp-manager.toml"), """
        [http]
        host = "manager.example.com"
        idle-timeout = "soon"
        [log]
        level = "${UNSET}"
        """);

    List<Problem> problems =
        problems(Map.of("MCP_HTTP_PORT", "70000", "MCP_LOG_LVEL", "x", "MCP_OTHER", "x"));

    assertThat(problems)
        .extracting(Problem::field, Problem::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("http.prot", Problem.Code.UNKNOWN_FIELD),
            org.assertj.core.groups.Tuple.tuple("http.port", Problem.Code.WRONG_TYPE),
            org.assertj.core.groups.Tuple.tuple("http.host", Problem.Code.NOT_ALLOWED),
            org.assertj.core.groups.Tuple.tuple("http.idle-timeout", Problem.Code.NOT_ALLOWED),
            org.assertj.core.groups.Tuple.tuple("log.level", Problem.Code.NOT_FOUND),
            org.assertj.core.groups.Tuple.tuple("http.port", Problem.Code.NOT_ALLOWED),
            org.assertj.core.groups.Tuple.tuple("log.lvel", Problem.Code.UNKNOWN_FIELD));
    assertThat(problems.get(0).message()).startsWith(user + " line 2:").contains("http.port");
    assertThat(problems.get(2).message())
        .startsWith(file + " line 2:")
        .contains("such as 127.0.0.1, ::1");
    assertThat(problems.get(5).message())
        .contains("MCP_HTTP_PORT")
        .contains("0 to 65535")
        .contains("70000");
  }

  @Test
  void givenATomlMistake_whenLoaded_thenItsLineIsNamed() throws IOException {
    Path file = write(project.resolve(".mcp-manager.toml"), "[http]\nport = = 1\n");

    assertThat(problems(Map.of())).singleElement().satisfies(p -> assertThat(p.message())
        .startsWith(file + " line 2: is not well-formed TOML"));
  }

  @Test
  void givenAnExplicitFile_whenItIsMissing_thenRefused_andWhenThere_thenOnlyItIsRead()
      throws IOException {
    write(project.resolve(".mcp-manager.toml"), "http.port = 1\n");
    Path chosen = project.resolve("own.toml");

    assertThat(catchThrowableOfType(
                ValidationException.class, () -> loader(Map.of()).load(chosen, Map.of()))
            .problems()
            .getFirst()
            .message())
        .startsWith(chosen.toString());

    write(chosen, "http.max-body-bytes = 2048\n");
    ManagerConfig config = loader(Map.of()).load(chosen, Map.of()).config();
    assertThat(config.http().maxBodyBytes()).isEqualTo(2048);
    assertThat(config.http().port()).isEqualTo(3000);
  }

  private List<Problem> problems(Map<String, String> environment) {
    return catchThrowableOfType(ValidationException.class, () -> load(environment, Map.of()))
        .problems();
  }

  private LoadedConfig load(Map<String, String> environment, Map<String, String> flags) {
    return loader(environment).load(null, flags);
  }

  private ConfigLoader loader(Map<String, String> environment) {
    return new ConfigLoader(environment, home, project);
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
