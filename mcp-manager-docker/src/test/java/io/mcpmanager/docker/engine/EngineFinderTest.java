package io.mcpmanager.docker.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.docker.transport.EngineAddress.Tcp;
import io.mcpmanager.docker.transport.EngineAddress.UnixSocket;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineException.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineFinderTest {

  @TempDir
  private Path home;

  @ParameterizedTest
  @CsvSource({
    "unix:///var/run/docker.sock,  unix:///var/run/docker.sock",
    "tcp://10.0.0.5:2375,          tcp://10.0.0.5:2375",
    "tcp://engine.test,            tcp://engine.test:2375",
    "http://engine.test:80,        tcp://engine.test:80",
    "tcp://[::1]:2375,             tcp://[::1]:2375"
  })
  void givenDockerHost_whenFound_thenItIsThatAddress(String host, String expected) {
    assertThat(find(Map.of("DOCKER_HOST", host))).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/var/run/docker.sock",
        "unix://relative.sock",
        "unix://",
        "npipe:////./pipe/docker_engine",
        "ssh://user@host",
        "tcp://",
        "tcp://host:99999",
        "tcp://host:0",
        "tcp://user:word@host:1",
        "tcp://ho st",
        "https://engine.test",
        "nonsense"
      })
  void givenAnAddressThatMakesNoSense_whenFound_thenThatIsSaidButNotTheAddress(String host) {
    assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", host)))
        .isInstanceOfSatisfying(EngineException.class, e -> {
          assertThat(e.fault()).isEqualTo(Fault.MISCONFIGURED);
          assertThat(e.found()).contains("DOCKER_HOST").doesNotContain("word");
          assertThat(e.remedy()).isNotBlank();
        });
  }

  @Test
  void givenTlsVariables_whenFound_thenTheCertificatesAreKnown() {
    assertThat(find(Map.of("DOCKER_HOST", "tcp://h", "DOCKER_TLS_VERIFY", "1")))
        .isEqualTo(new Tcp("h", 2376, home.resolve(".docker")));
    assertThat(find(Map.of(
            "DOCKER_HOST", "tcp://h:1", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs")))
        .isEqualTo(new Tcp("h", 1, Path.of("/certs")));
  }

  @Test
  void givenConfiguration_whenFound_thenItWinsOverVariablesAndContexts() throws Exception {
    context("remote", "tcp://remote:2376", false);
    configure("remote");
    Map<String, String> variables =
        Map.of("DOCKER_HOST", "tcp://variable:1", "DOCKER_CONTEXT", "remote");

    assertThat(EngineFinder.of("tcp://configured:1", variables, home).find())
        .hasToString("tcp://configured:1");
    assertThat(find(variables)).hasToString("tcp://variable:1");
  }

  @Test
  void givenAContext_whenItIsChosen_thenItsEndpointAndCertificatesAreUsed() throws Exception {
    context("remote", "tcp://remote:2376", true);
    context("rootless", "unix:///run/user/1000/docker.sock", false);
    configure("remote");

    assertThat(find(Map.of())).isInstanceOfSatisfying(Tcp.class, tcp -> {
      assertThat(tcp).hasToString("tcp://remote:2376");
      assertThat(tcp.tls()).hasValueSatisfying(folder -> assertThat(folder).isDirectory());
    });
    assertThat(find(Map.of("DOCKER_CONTEXT", "rootless")))
        .isEqualTo(new UnixSocket(Path.of("/run/user/1000/docker.sock")));
    assertThatThrownBy(() -> find(Map.of("DOCKER_CONTEXT", "absent")))
        .hasMessageContaining("no Docker context 'absent'");
  }

  @Test
  void givenAContextThatTrustsAnybody_whenItIsChosen_thenItIsRefused() throws Exception {
    Path meta = home.resolve(".docker/contexts/meta").resolve(hash("careless"));
    Files.createDirectories(meta);
    Files.writeString(
        meta.resolve("meta.json"),
        "{\"Endpoints\":{\"docker\":{\"Host\":\"tcp://h:1\",\"SkipTLSVerify\":true}}}");

    assertThatThrownBy(() -> find(Map.of("DOCKER_CONTEXT", "careless")))
        .hasMessageContaining("not to verify");
  }

  @Test
  void givenABrokenConfiguration_whenFound_thenItsContentIsNotQuoted() throws Exception {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(".docker/config.json"), "{\"auths\":{\"r\":{\"auth\":hidden");

    assertThatThrownBy(() -> find(Map.of()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("is not JSON")
        .hasMessageNotContaining("hidden")
        .hasNoCause();
  }

  @Test
  void givenSeveralSockets_whenFound_thenTheFirstThatMayBeOpenedIsTaken() throws Exception {
    var absent = new UnixSocket(home.resolve("absent"));
    var there = new UnixSocket(Files.createFile(home.resolve("there")));
    var later = new UnixSocket(Files.createFile(home.resolve("later")));

    assertThat(EngineFinder.firstUsable(List.of(absent, there, later))).isEqualTo(there);
    assertThat(EngineFinder.firstUsable(List.of(absent))).isEqualTo(absent);
  }

  private EngineAddress find(Map<String, String> environment) {
    return EngineFinder.of(null, environment, home).find();
  }

  private void configure(String context) throws Exception {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(
        home.resolve(".docker/config.json"), "{\"currentContext\":\"" + context + "\"}");
  }

  private void context(String name, String host, boolean tls) throws Exception {
    Path contexts = home.resolve(".docker/contexts");
    Path meta = contexts.resolve("meta").resolve(hash(name));
    Files.createDirectories(meta);
    Files.writeString(
        meta.resolve("meta.json"),
        "{\"Name\":\"" + name + "\",\"Endpoints\":{\"docker\":{\"Host\":\"" + host + "\"}}}");
    if (tls) {
      Files.createDirectories(contexts.resolve("tls").resolve(hash(name)).resolve("docker"));
    }
  }

  private static String hash(String name) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8)));
  }
}
