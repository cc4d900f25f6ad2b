package io.mcpmanager.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.docker.Containers.Inbox;
import io.mcpmanager.docker.testkit.TestCertificates;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine that is reached by TCP with TLS, and lets in only whom its authority has signed. */
@Requires({"docker", "busybox"})
@LeakFree
final class TlsEngineIT {

  @TempDir
  private static Path shared;

  private static TestCertificates certificates;
  private static TlsRelay relay;

  @TempDir
  private Path folder;

  @BeforeAll
  static void listen() throws Exception {
    certificates = TestCertificates.make(shared);
    relay = new TlsRelay(certificates.listen(), TestEngine.standard().socket());
  }

  @AfterAll
  static void close() throws Exception {
    relay.close();
  }

  @Test
  void givenDockersVariables_whenAServerIsLaunched_thenItIsCalledOverTls() throws Exception {
    certificates.write(folder, TestCertificates.Form.PKCS8);

    assertServes(variables());
  }

  @Test
  void givenAContextOfDocker_whenAServerIsLaunched_thenItIsCalledOverTls() throws Exception {
    String name = HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest("far".getBytes(UTF_8)));
    Path meta = Files.createDirectories(folder.resolve("contexts/meta").resolve(name));
    Path tls = Files.createDirectories(folder.resolve("contexts/tls").resolve(name + "/docker"));
    certificates.write(tls, TestCertificates.Form.PKCS1);
    Files.writeString(
        meta.resolve("meta.json"),
        "{\"Name\":\"far\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\"" + relay.host()
            + "\",\"SkipTLSVerify\":false}}}");

    assertServes(Map.of("DOCKER_CONFIG", folder.toString(), "DOCKER_CONTEXT", "far"));
  }

  @Test
  void givenAnAuthorityThatHasNotSignedTheEngine_whenExamined_thenThatIsFound() throws Exception {
    certificates.write(folder, TestCertificates.Form.PKCS8);
    Files.writeString(folder.resolve("ca.pem"), certificates.strangersPem());

    Finding found = finding();

    assertThat(found.status()).isEqualTo(Finding.Status.PROBLEM);
    assertThat(found.toString()).contains("do not trust each other", "ca.pem");
  }

  @Test
  void givenNoCertificateOfTheManager_whenExamined_thenThatIsFound() throws Exception {
    certificates.write(folder, TestCertificates.Form.PKCS8);
    Files.delete(folder.resolve("cert.pem"));
    Files.delete(folder.resolve("key.pem"));

    Finding found = finding();

    assertThat(found.status()).isEqualTo(Finding.Status.PROBLEM);
    assertThat(found.toString()).contains("no certificate to show", "cert.pem and key.pem");
  }

  private Map<String, String> variables() {
    return Map.of(
        "DOCKER_HOST",
        relay.host(),
        "DOCKER_TLS_VERIFY",
        "1",
        "DOCKER_CERT_PATH",
        folder.toString());
  }

  private static Containers containers(Map<String, String> environment) {
    return new Containers(
        TestEngine.standard(), () -> DockerRuntime.builder().environment(environment));
  }

  private static void assertServes(Map<String, String> environment) throws Exception {
    try (var containers = containers(environment)) {
      DockerRuntime runtime = containers.runtime();
      Instance instance =
          runtime.launch(containers.spec("far", 1, containers.server()), containers.listener);
      var inbox = new Inbox();
      instance.channel().open(inbox);

      assertThat(Containers.run(instance, inbox, 1, "echo over TLS")).contains("over TLS");

      instance.stop(Containers.GRACE);
      assertThat(containers.all()).isEmpty();
    }
  }

  private Finding finding() throws Exception {
    try (var containers = containers(variables())) {
      return containers
          .runtime()
          .checks()
          .getFirst()
          .examine(CallContext.system("test"))
          .getFirst();
    }
  }
}
