package io.mcpmanager.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.mcpmanager.testkit.LeakFree;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
final class DestinationsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Public addresses only. */
  private final Destinations strict = new Destinations(false, Set.of());

  /** This machine and private networks too. */
  private final Destinations usual = new Destinations(true, Set.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[fe80::1]",
        "[fe80::1%1]",
        "[ff02::1]",
        "[fd00:ec2::254]",
        "[fd20:ce::254]",
        "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]",
        "[::169.254.169.254]",
        "[::ffff:0:169.254.169.254]",
        "[64:ff9b::169.254.169.254]",
        "[64:ff9b:1::a9fe:a9fe]",
        "[2002:a9fe:a9fe::1]",
        "[2001:0:a9fe:a9fe::1]",
        "169.254.169.254."
      })
  void givenSpecialAddress_whenAskedFor_thenItIsRefusedWhateverElseIsAllowed(String host) {
    assertThatIOException().isThrownBy(() -> usual.addresses(host));
    assertThatIOException().isThrownBy(() -> usual.withThisMachine().addresses(host));
    assertThat(usual.problem(host)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.7",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "198.18.0.1",
        "[::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fec0::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[2002:7f00:1::1]"
      })
  void givenPrivateAddress_whenAskedFor_thenTheSettingDecides(String host) throws IOException {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> strict.addresses(host))
        .withMessageContaining("private network");
    assertThat(strict.problem(host)).isPresent();
    assertThat(usual.addresses(host)).hasSize(1);
    assertThat(usual.problem(host)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "223.255.255.255",
        "[2606:4700::1111]",
        "[2002:808:808::1]",
        "[64:ff9b::8.8.8.8]"
      })
  void givenPublicAddress_whenAskedFor_thenItIsAllowed(String host) throws IOException {
    assertThat(strict.addresses(host)).hasSize(1);
    assertThat(strict.problem(host)).isEmpty();
  }

  /** Spellings that other programs take for 127.0.0.1 or 169.254.169.254. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/"
      })
  void givenAddressInAnotherSpelling_whenConnectedTo_thenItLeadsToNoForbiddenAddress(String url) {
    // 0177.0.0.1 may be 177.0.0.1, which is public; what is checked is what is connected to
    assertThat(found(url)).allMatch(a -> AddressKind.of(a) == AddressKind.PUBLIC);
  }

  private List<InetAddress> found(String url) {
    try {
      return strict.addresses(HttpOrigin.of(URI.create(url)).host());
    } catch (IOException | IllegalArgumentException refused) {
      return List.of();
    }
  }

  @Test
  void givenNameThatLeadsToSeveral_whenAskedFor_thenOnlyAllowedAddressesAreUsed() throws Exception {
    var mixed = new Destinations(
        false, false, Set.of(), host -> addresses("169.254.169.254", "8.8.8.8", "127.0.0.1"));

    assertThat(mixed.addresses("mixed.example")).containsExactly(addresses("8.8.8.8"));
  }

  @Test
  void givenNameThatIsAllowed_whenItLeadsAnywhere_thenItIsFollowed() throws Exception {
    var named = new Destinations(
        false, false, Set.of("Metadata.Example"), host -> addresses("169.254.169.254"));

    assertThat(named.addresses("metadata.example.")).hasSize(1);
    assertThatIOException().isThrownBy(() -> named.addresses("other.example"));
  }

  @Test
  void givenAddressThatIsAllowed_whenSpelledInAnyWay_thenItIsFollowed() throws Exception {
    var named = new Destinations(false, Set.of("10.0.0.5", "[FD00::5]"));

    assertThat(named.addresses("10.0.0.5")).hasSize(1);
    assertThat(named.addresses("[::ffff:10.0.0.5]")).hasSize(1);
    assertThat(named.addresses("[fd00:0::5]")).hasSize(1);
    assertThat(named.problem("10.0.0.5")).isEmpty();
    assertThatIOException().isThrownBy(() -> named.addresses("10.0.0.6"));
  }

  @Test
  void givenThisMachineBesides_whenAskedFor_thenItIsAllowedAndItsNeighboursAreNot() {
    Destinations here = strict.withThisMachine();

    assertThat(here.problem("127.0.0.1")).isEmpty();
    assertThat(here.problem("[::1]")).isEmpty();
    assertThat(here.problem("10.0.0.1")).isPresent();
  }

  @Test
  void givenNameThatChanges_whenConnectedTo_thenItIsLookedUpOnceForEachConnection()
      throws IOException {
    Deque<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "169.254.169.254"));
    var rebinding = new Destinations(
        false, false, Set.of("127.0.0.1"), host -> addresses(answers.removeFirst()));
    try (var peer = HttpPeer.answering(OK);
        var pool = new HttpClientPool(HttpClientLimits.DEFAULT, rebinding, System::nanoTime)) {
      URI url = URI.create("http://rebind.example:" + peer.port() + "/");

      try (var exchange = pool.exchange(get(url))) {
        assertThat(exchange.send().status()).isEqualTo(200);
        assertThat(answers).hasSize(1); // what was checked is what was connected to
      }
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> pool.exchange(get(url)).send())
          .satisfies(e -> assertThat(e.getSuppressed())
              .anyMatch(cause -> cause.getMessage().contains("link-local")));
      assertThat(peer.connections).hasValue(1);
    }
  }

  @Test
  void givenPrivateAddress_whenItIsNotAllowed_thenNothingIsConnected() throws IOException {
    try (var peer = HttpPeer.answering(OK);
        var pool = new HttpClientPool(HttpClientLimits.DEFAULT, strict, System::nanoTime)) {

      for (String host : List.of("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]")) {
        URI url = URI.create("http://" + host + ":" + peer.port() + "/");
        assertThatExceptionOfType(ConnectException.class)
            .isThrownBy(() -> pool.exchange(get(url)).send());
      }

      assertThat(peer.connections).hasValue(0);
    }
  }

  @Test
  void givenRedirectToMetadata_whenAnswered_thenItIsHandedOverAndNotFollowed() throws IOException {
    try (var peer = HttpPeer.answering(
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        var pool = new HttpClientPool(HttpClientLimits.DEFAULT, usual, System::nanoTime)) {
      try (var exchange = pool.exchange(get(peer.uri()))) {
        assertThat(exchange.send().status()).isEqualTo(302);
      }
      assertThat(peer.connections).hasValue(1);
    }
  }

  private static HttpRequest get(URI url) {
    return new HttpRequest("GET", url, List.of(), null, TIMEOUT, TIMEOUT);
  }

  private static InetAddress[] addresses(String... texts) throws UnknownHostException {
    return Arrays.stream(texts)
        .map(text -> Literals.address(text).orElseThrow())
        .toArray(InetAddress[]::new);
  }
}
