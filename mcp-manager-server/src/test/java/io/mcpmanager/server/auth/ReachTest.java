package io.mcpmanager.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReachTest {

  private static final String HOST = "Host: mcp.example.com";
  private static final String HTTPS = "X-Forwarded-Proto: https";
  private static final String PASSWORD = "changeit";

  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({
    "http.host, 0.0.0.0, x, x",
    "http.host, 192.0.2.1, x, x",
    "http.host, ::, auth.open, true",
    "auth.open, true, http.behind-proxy, true",
    "http.host, 0.0.0.0, http.behind-proxy, true",
    "http.tls-certificate, a.pem, x, x",
    "http.tls-private-key, a.pem, x, x",
  })
  void givenSettingsThatLetPeopleInUnseen_whenChecked_thenRefused(
      String key, String value, String other, String otherValue) {
    var config = other.equals("x")
        ? TestConfig.closed(folder, key, value)
        : TestConfig.closed(folder, key, value, other, otherValue);

    assertThatThrownBy(() -> Assembly.check(config.config()))
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void givenAProxy_whenItSaysForWhomItAsks_thenTheCookieIsSecureAndAddressesCount()
      throws Exception {
    try (var server = new ClosedServer(
        folder, "http.behind-proxy", "true", "http.allowed-hosts", "mcp.example.com")) {
      String user = server.admin.signedIn().identity().principal().id().substring(5);
      String body =
          "{\"token\":\"" + server.manager.access().inviteUser(server.context, user) + "\"}";

      assertThat(server
              .post("/api/v1/auth/link", body, HOST, "X-Forwarded-For: 192.0.2.7")
              .status())
          .isEqualTo(403);
      var begun = server.post(
          "/api/v1/auth/link", body, HOST, HTTPS, "X-Forwarded-For: 6.6.6.6, 192.0.2.7");

      assertThat(begun.status()).isEqualTo(200);
      assertThat(begun.header("Set-Cookie")).startsWith("__Host-mcp-session=").contains("; Secure");
      assertThat(server.manager.access().sessions(server.context, user))
          .anyMatch(session -> session.address().equals("192.0.2.7"))
          .noneMatch(session -> session.address().equals("6.6.6.6"));
      String cookie = "Cookie: " + begun.header("Set-Cookie").split(";", -1)[0];
      assertThat(server
              .get("/api/v1/servers", HOST, HTTPS, "X-Forwarded-For: 192.0.2.7", cookie)
              .status())
          .isEqualTo(200);
    }
  }

  @Test
  void givenAProxy_whenSomethingIsAskedPastIt_thenOnlyThisMachineItselfIsHeard() throws Exception {
    try (var server = new ClosedServer(
        folder,
        "http.behind-proxy",
        "true",
        "http.trusted-proxies",
        "192.0.2.1",
        "http.allowed-hosts",
        "mcp.example.com")) {
      assertThat(server.get("/health").status()).isEqualTo(200);
      assertThat(server.get("/health", HTTPS, "X-Forwarded-For: 10.0.0.1").status())
          .isEqualTo(403);
    }
  }

  @Test
  void givenNoProxy_whenARequestClaimsOne_thenNothingOfItCounts() throws Exception {
    try (var server = new ClosedServer(folder, "limits.address", "3/m")) {
      for (int i = 0; i < 3; i++) {
        server.get("/api/v1/servers", "X-Forwarded-For: 10.0.0." + i);
      }
      assertThat(server.get("/api/v1/servers", "X-Forwarded-For: 10.0.0.9").status())
          .isEqualTo(429);
    }
  }

  @Test
  void givenPemFiles_whenServed_thenHttpsIsSpoken() throws Exception {
    KeyStore store = selfSigned();
    Path certificate =
        pem("certificate.pem", "CERTIFICATE", store.getCertificate("k").getEncoded());
    Key key = store.getKey("k", PASSWORD.toCharArray());
    Path privateKey = pem("key.pem", "PRIVATE KEY", key.getEncoded());
    try (var server = new ClosedServer(
        folder,
        "http.tls-certificate",
        certificate.toString(),
        "http.tls-private-key",
        privateKey.toString())) {
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("k", store.getCertificate("k"));
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      try (var socket =
          (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
        socket
            .getOutputStream()
            .write(("GET /health HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n\r\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(ClosedServer.read(socket).status()).isEqualTo(200);
      }
    }
    assertThatThrownBy(() -> TlsFiles.read(certificate, certificate))
        .isInstanceOf(ValidationException.class);
  }

  private KeyStore selfSigned() throws Exception {
    Path file = folder.resolve("store.p12");
    Process keytool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "k",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private Path pem(String name, String what, byte[] content) throws Exception {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content)
            + "\n-----END " + what + "-----\n");
  }
}
