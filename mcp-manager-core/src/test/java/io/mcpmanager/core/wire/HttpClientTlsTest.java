package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mcpmanager.testkit.LeakFree;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LeakFree
final class HttpClientTlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir
  static Path folder;

  private static SSLContext context;

  @BeforeAll
  static void makeCertificateForLocalhost() throws Exception {
    Path store = folder.resolve("localhost.p12");
    var keytool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "peer",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit",
            "-keystore",
            store.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    assertThat(keytool.waitFor()).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = new FileInputStream(store.toFile())) {
      keys.load(in, PASSWORD);
    }
    var keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, PASSWORD);
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("peer", keys.getCertificate("peer"));
    var trustManagers = TrustManagerFactory.getInstance("PKIX");
    trustManagers.init(trusted);
    context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
  }

  @Test
  void givenTrustedPeer_whenCalledTwice_thenTheConnectionIsReusedAndNamesTheHost()
      throws Exception {
    byte[] large = "0123456789".repeat(30_000).getBytes(UTF_8);
    try (var peer = peer();
        var pool = new HttpClientPool(
            HttpClientLimits.DEFAULT, Destinations.ANY, context, System::nanoTime)) {
      for (int i = 0; i < 2; i++) {
        var response = pool.exchange(request(peer, "localhost", large)).send();

        assertThat(response.header("Server-Name"))
            .hasValueSatisfying(name -> assertThat(name).contains("localhost"));
        assertThat(response.body().readAllBytes()).isEqualTo(large);
      }
      assertThat(peer.connections).hasValue(1);
    }
  }

  @Test
  void givenRestingConnectionThatPeerClosed_whenCalled_thenANewOneIsMade() throws Exception {
    try (var peer = peer();
        var pool = new HttpClientPool(
            HttpClientLimits.DEFAULT, Destinations.ANY, context, System::nanoTime)) {
      pool.exchange(request(peer, "localhost", new byte[1])).send().body().readAllBytes();
      peer.hangUp();

      assertThat(pool.exchange(request(peer, "localhost", new byte[2]))
              .send()
              .body()
              .readAllBytes())
          .hasSize(2);
    }
  }

  @Test
  void givenCertificateForAnotherHost_whenCalled_thenNothingIsSent() throws Exception {
    try (var peer = peer();
        var pool = new HttpClientPool(
            HttpClientLimits.DEFAULT, Destinations.ANY, context, System::nanoTime)) {
      var exchange = pool.exchange(request(peer, "127.0.0.1", new byte[1]));

      assertThatExceptionOfType(ConnectException.class).isThrownBy(exchange::send);
      assertThat(peer.requests).isEmpty();
    }
  }

  @Test
  void givenPeerNobodyTrusts_whenCalled_thenNothingIsSent() throws Exception {
    try (var peer = peer();
        var pool =
            new HttpClientPool(HttpClientLimits.DEFAULT, Destinations.ANY, System::nanoTime)) {
      var exchange = pool.exchange(request(peer, "localhost", new byte[1]));

      assertThatExceptionOfType(ConnectException.class).isThrownBy(exchange::send);
      assertThat(peer.requests).isEmpty();
    }
  }

  @Test
  void givenPeerThatNeverShakesHands_whenCalled_thenItTimesOut() throws Exception {
    var limits = new HttpClientLimits(1, 1, LONG, Duration.ofMillis(200), 1024, 10);
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var pool = new HttpClientPool(limits, Destinations.ANY, context, System::nanoTime)) {
      var uri = URI.create("https://127.0.0.1:" + silent.getLocalPort());
      var exchange = pool.exchange(new HttpRequest("GET", uri, List.of(), null, LONG, LONG));

      assertThatExceptionOfType(ConnectException.class).isThrownBy(exchange::send);
    }
  }

  private static HttpPeer peer() throws IOException {
    ServerSocket server = context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    return HttpPeer.on(server, (request, out, socket) -> {
      var session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
      out.write(("HTTP/1.1 200 OK\r\nServer-Name: " + session.getRequestedServerNames()
              + "\r\nContent-Length: " + request.body().length + "\r\n\r\n")
          .getBytes(UTF_8));
      out.write(request.body());
    });
  }

  private static HttpRequest request(HttpPeer peer, String host, byte[] body) {
    var uri = URI.create("https://" + host + ":" + peer.port() + "/");
    return new HttpRequest("POST", uri, List.of(), body, LONG, LONG);
  }
}
