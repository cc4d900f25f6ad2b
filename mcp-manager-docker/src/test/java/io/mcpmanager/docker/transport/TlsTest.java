package io.mcpmanager.docker.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.docker.testkit.ScriptedEngine;
import io.mcpmanager.docker.testkit.TestCertificates;
import io.mcpmanager.docker.transport.EngineException.Fault;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine behind a port with TLS, which wants to know who comes. */
@LeakFree
final class TlsTest {

  @TempDir
  private static Path shared;

  private static TestCertificates certificates;

  @TempDir
  private Path folder;

  private final EngineTransport transport = new EngineTransport(new ManualClock());

  @BeforeAll
  static void make() throws Exception {
    certificates = TestCertificates.make(shared);
  }

  @AfterEach
  void close() {
    transport.close();
  }

  @ParameterizedTest
  @EnumSource(TestCertificates.Form.class)
  void givenKeysOfEveryForm_whenAsked_thenBothSidesTrustEachOther(TestCertificates.Form form)
      throws Exception {
    certificates.write(folder, form);
    try (ScriptedEngine engine = listen()) {
      engine.on("/_ping", e -> e.json("OK"));

      assertThat(ask("localhost", engine)).isEqualTo("OK");
    }
  }

  @Test
  void givenAHijackedConnection_whenTheInputEnds_thenTheOtherHalfGoesOn() throws Exception {
    certificates.write(folder, TestCertificates.Form.PKCS8);
    try (ScriptedEngine engine = listen()) {
      engine.on("/containers/c/attach", e -> {
        e.write("HTTP/1.1 101 UPGRADED\r\n\r\n");
        e.write(e.in().readAllBytes());
        e.write(" and out");
      });
      connect("localhost");
      Request request = Request.builder()
          .method(Request.Method.POST)
          .path("/containers/c/attach")
          .hijackedInput(new ByteArrayInputStream("in".getBytes(UTF_8)))
          .build();
      try (EngineResponse response = transport.execute(request)) {
        assertThat(response.getBody().readAllBytes()).asString(UTF_8).isEqualTo("in and out");
      }
    }
  }

  @Test
  void givenAnotherName_whenAsked_thenTheEngineIsNotTrusted() throws Exception {
    certificates.write(folder, TestCertificates.Form.PKCS8);
    try (ScriptedEngine engine = listen()) {
      assertRefused("127.0.0.1", engine);
    }
  }

  @Test
  void givenAnEngineOfAnotherAuthority_whenAsked_thenItIsNotTrusted() throws Exception {
    certificates.write(folder, TestCertificates.Form.PKCS8);
    Files.write(folder.resolve("ca.pem"), certificates.strangersPem().getBytes(UTF_8));
    try (ScriptedEngine engine = listen()) {
      assertRefused("localhost", engine);
    }
  }

  @Test
  void givenNoCertificateOfOurOwn_whenAsked_thenTheEngineLetsNobodyIn() throws Exception {
    certificates.write(folder, TestCertificates.Form.PKCS8);
    Files.delete(folder.resolve("cert.pem"));
    Files.delete(folder.resolve("key.pem"));
    try (ScriptedEngine engine = listen()) {
      engine.on("/_ping", e -> e.json("OK"));
      assertThatThrownBy(() -> ask("localhost", engine)).isInstanceOf(EngineException.class);
    }
  }

  @Test
  void givenFilesThatAreNoCertificates_whenUsed_thenThatIsSaidWithoutQuotingThem()
      throws Exception {
    certificates.write(folder, TestCertificates.Form.PKCS8);
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
    assertUnusable("unknown algorithm");
    Files.writeString(folder.resolve("key.pem"), "nothing");
    assertUnusable("no private key");
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    assertUnusable("passphrase");
    certificates.write(folder, TestCertificates.Form.PKCS8);
    Files.writeString(folder.resolve("ca.pem"), "");
    assertUnusable("ca.pem holds no certificate");
  }

  private void assertUnusable(String why) {
    assertThatThrownBy(() -> connect("localhost"))
        .isInstanceOfSatisfying(EngineException.class, e -> {
          assertThat(e.fault()).isEqualTo(Fault.MISCONFIGURED);
          assertThat(e.found()).contains(why).doesNotContain("c2VjcmV0");
        });
  }

  private int port;

  private void connect(String host) {
    transport.connectTo(
        EngineAddress.parse("tcp://" + host + ":" + Math.max(1, port), "a test", folder));
  }

  private void assertRefused(String host, ScriptedEngine engine) {
    engine.on("/_ping", e -> e.json("OK"));
    assertThatThrownBy(() -> ask(host, engine)).isInstanceOfSatisfying(EngineException.class, e -> {
      assertThat(e.fault()).isEqualTo(Fault.NOT_PERMITTED);
      assertThat(e.found()).contains("do not trust each other");
    });
    assertThat(engine.asked()).isEmpty();
  }

  private String ask(String host, ScriptedEngine engine) throws Exception {
    assertThat(engine.asked()).isEmpty();
    connect(host);
    Request request = EngineTransport.request(Request.Method.GET, "/_ping");
    try (EngineResponse response = transport.execute(request)) {
      return new String(response.getBody().readAllBytes(), UTF_8);
    }
  }

  private ScriptedEngine listen() throws Exception {
    SSLServerSocket listener = certificates.listen();
    port = listener.getLocalPort();
    return ScriptedEngine.at(listener);
  }
}
