package io.mcpmanager.docker.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EgressProxyTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final EgressLimits LIMITS = new EgressLimits(
      4, 4096, Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMinutes(10));

  /** A server that takes one connection at a time, notes what comes up to a mark, and answers. */
  private static final class Target implements AutoCloseable {
    final ServerSocket socket;
    final BlockingQueue<String> got = new LinkedBlockingQueue<>();
    final AtomicInteger connections = new AtomicInteger();
    private final String answer;
    private final String upTo;

    Target(String upTo, String answer) throws IOException {
      socket = new ServerSocket(0, 10, LOOPBACK);
      this.upTo = upTo;
      this.answer = answer;
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return socket.getLocalPort();
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (Socket taken = socket.accept()) {
          connections.incrementAndGet();
          String text = readUpTo(taken.getInputStream(), upTo);
          got.add(text);
          taken.getOutputStream().write(answer.getBytes(ISO_8859_1));
          taken.shutdownOutput();
          got.add("rest:" + readUpTo(taken.getInputStream(), null));
        } catch (IOException e) {
          got.add("broke");
        }
      }
    }

    String next() throws InterruptedException {
      String text = got.poll(20, TimeUnit.SECONDS);
      assertThat(text).isNotNull();
      return text;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String readUpTo(InputStream in, String mark) throws IOException {
    var text = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      text.append((char) c);
      if (mark != null && text.toString().endsWith(mark)) {
        return text.toString();
      }
    }
    return text.toString();
  }

  private final ManualClock clock = new ManualClock();
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private EgressProxy proxy;
  private Target target;

  @BeforeEach
  void openTarget() throws IOException {
    target = closed(new Target(
        "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nhi"));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : toClose.reversed()) {
      one.close();
    }
    assertThat(clock.pending()).as("timers left").isZero();
  }

  private <T extends AutoCloseable> T closed(T one) {
    toClose.add(one);
    return one;
  }

  private void open(EgressLimits limits, Map<String, String> hosts, String... allowed)
      throws IOException {
    var network = new ContainerNetwork(
        ContainerNetwork.Mode.DEFAULT, null, List.of(allowed), List.of(), hosts);
    proxy = closed(EgressProxy.open(
        new InetSocketAddress(LOOPBACK, 0),
        at -> new EgressRules(network, at, this::lookUp),
        address -> true,
        limits,
        clock,
        new Refusals((stream, line) -> logged.add(stream + " " + line), clock)));
  }

  private void open(String... allowed) throws IOException {
    open(LIMITS, Map.of(), allowed);
  }

  private List<InetAddress> lookUp(String host) throws IOException {
    List<InetAddress> found = names.get(host);
    if (found == null) {
      throw new IOException("the name is not known");
    }
    return found;
  }

  private Socket connect() throws IOException {
    var socket = closed(new Socket(LOOPBACK, proxy.address().getPort()));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private Socket send(String text) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return socket;
  }

  private String ask(String text) throws IOException {
    return readUpTo(send(text).getInputStream(), null);
  }

  private String literal() {
    return "127.0.0.1:" + target.port();
  }

  @Test
  void givenAnAllowedHost_whenAskedPlainly_thenItsAnswerComesAndNothingElseGoesThere()
      throws Exception {
    open(literal());

    String answer = ask("GET http://" + literal() + "/x HTTP/1.1\r\nHost: " + literal()
        + "\r\n\r\nGET / HTTP/1.1\r\nHost: other.on.the.same.machine\r\n\r\n");

    assertThat(answer)
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
    assertThat(target.next())
        .isEqualTo("GET /x HTTP/1.1\r\nHost: " + literal() + "\r\nConnection: close\r\n\r\n");
    assertThat(target.next()).isIn("rest:", "broke");
    assertThat(logged).isEmpty();
  }

  @Test
  void givenABodyOfAKnownLength_whenSent_thenNotAByteMoreGoes() throws Exception {
    target = closed(new Target("hello", "HTTP/1.1 204 No Content\r\n\r\n"));
    open(literal());

    String answer = ask("POST http://" + literal() + "/ HTTP/1.1\r\nContent-Length: 5\r\n\r\n"
        + "helloGET / HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 204");
    assertThat(target.next()).endsWith("\r\n\r\nhello");
    assertThat(target.next()).isIn("rest:", "broke");
  }

  @Test
  void givenABodyInChunks_whenSent_thenItIsWrittenAnew() throws Exception {
    target = closed(new Target("\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nok"));
    open(literal());

    String answer = ask(
        "POST http://" + literal()
            + "/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "00005;ext=\"a\"\r\nhello\r\n3\r\nabc\r\n0\r\nTrailer-Field: x\r\n\r\nGET / HTTP/1.1\r\n\r\n");

    assertThat(answer).endsWith("ok");
    assertThat(target.next()).endsWith("\r\n\r\n5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n");
    assertThat(target.next()).isIn("rest:", "broke");
  }

  @Test
  void givenMalformedChunks_whenSent_thenTheExchangeEndsAndIsLogged() throws Exception {
    open(literal());
    Socket socket = send("POST http://" + literal()
        + "/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloGET / HTTP/1.1\r\n\r\n");

    // the target may have answered before the chunk was looked at; either way the exchange ends
    Throwable end = catchThrowable(() -> socket.getInputStream().readAllBytes());
    if (end != null) {
      assertThat(end).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
    }
    await()
        .untilAsserted(
            () -> assertThat(logged).singleElement().asString().contains("a chunk of the request"));
  }

  @Test
  void givenAnAllowedHost_whenATunnelIsAskedFor_thenBytesGoBothWays() throws Exception {
    names.put("api.example.com", List.of(LOOPBACK));
    open(LIMITS, Map.of("api.example.com", "127.0.0.1"), "api.example.com:" + target.port());

    Socket socket = send("CONNECT api.example.com:" + target.port()
        + " HTTP/1.1\r\nHost: api.example.com:" + target.port() + "\r\n\r\n");
    assertThat(readUpTo(socket.getInputStream(), "\r\n\r\n"))
        .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
    socket.getOutputStream().write("\u0016anything\r\n\r\n".getBytes(ISO_8859_1));

    assertThat(target.next()).isEqualTo("\u0016anything\r\n\r\n");
    assertThat(readUpTo(socket.getInputStream(), null)).endsWith("hi");
  }

  @Test
  void givenInterimAnswers_whenForwarded_thenTheLastOneFollows() throws Exception {
    target = closed(
        new Target(
            "\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    open(literal());

    assertThat(ask("GET http://" + literal() + "/ HTTP/1.1\r\n\r\n"))
        .isEqualTo(
            "HTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n");
  }

  @Test
  void givenATargetThatSwitchesProtocols_whenAsked_thenTheAnswerIsRefused() throws Exception {
    target = closed(
        new Target("\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nanything"));
    open(literal());

    assertThat(ask("GET http://" + literal() + "/ HTTP/1.1\r\nUpgrade: x\r\n\r\n"))
        .startsWith("HTTP/1.1 502 ")
        .doesNotContain("anything");
  }

  @Test
  void givenAHostThatIsNotAllowed_whenAskedFor_thenItIsRefusedLoggedAndNotLookedUp()
      throws Exception {
    open("api.example.com");

    String answer = ask("CONNECT evil.example.org:443 HTTP/1.1\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 403 Forbidden\r\n")
        .endsWith("evil.example.org:443 is not in network.allowedHosts\n");
    assertThat(logged)
        .containsExactly(LogStream.MANAGER
            + " egress refused: evil.example.org:443 is not in network.allowedHosts");
  }

  @Test
  void givenANameThatLeadsInside_whenAskedFor_thenItIsRefused() throws Exception {
    InetAddress metadata = AddressRanges.literal("169.254.169.254");
    names.put("api.example.com", List.of(LOOPBACK, metadata, AddressRanges.literal("::1")));
    open("api.example.com:" + target.port());

    String answer = ask("CONNECT api.example.com:" + target.port() + " HTTP/1.1\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("leads to this machine");
    assertThat(target.connections).hasValue(0);
  }

  @Test
  void givenANameThatIsNotKnown_whenAskedFor_thenThatIsTheAnswer() throws Exception {
    open("api.example.com");

    assertThat(ask("GET http://api.example.com/ HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 502 ")
        .contains("the name is not known");
  }

  @Test
  void givenNobodyWhoListens_whenAskedFor_thenThatIsTheAnswer() throws Exception {
    int port = target.port();
    target.close();
    open("127.0.0.1:" + port);

    assertThat(ask("GET http://127.0.0.1:" + port + "/ HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 502 ")
        .contains("can't be reached");
  }

  @Test
  void givenTheProxyItself_whenAskedFor_thenItIsRefused() throws Exception {
    var network = ContainerNetwork.allowing("127.0.0.1:1");
    var at = new InetSocketAddress(LOOPBACK, 1);
    var rules = new EgressRules(network, at, this::lookUp);

    assertThatThrownBy(() -> rules.addresses(EgressTarget.parse("127.0.0.1:1", 0)))
        .isInstanceOf(EgressRefusal.class);
  }

  @Test
  void givenSomebodyElse_whenConnecting_thenNothingIsServed() throws Exception {
    proxy = closed(EgressProxy.open(
        new InetSocketAddress(LOOPBACK, 0),
        at -> new EgressRules(ContainerNetwork.allowing(literal()), at, this::lookUp),
        address -> false,
        LIMITS,
        clock,
        new Refusals((stream, line) -> logged.add(line), clock)));

    assertThat(connectAndRead()).isEmpty();
    assertThat(target.connections).hasValue(0);
  }

  private String connectAndRead() {
    try {
      return readUpTo(connect().getInputStream(), null);
    } catch (IOException e) {
      return ""; // reset
    }
  }

  @Test
  void givenARequestThatDoesNotEnd_whenTimeIsUp_thenItsConnectionIsClosed() throws Exception {
    open(literal());
    Socket socket = send("GET http://" + literal() + "/ HTTP/1.1\r\nX: ");
    await().until(() -> clock.pending() == 1);

    clock.advance(Duration.ofSeconds(9));
    socket.getOutputStream().write('a');
    clock.advance(Duration.ofSeconds(2));

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void givenATunnelInWhichNothingMoves_whenTimeIsUp_thenItIsClosed() throws Exception {
    target = closed(new Target("never", ""));
    open(literal());
    Socket socket = send("CONNECT " + literal() + " HTTP/1.1\r\n\r\n");
    readUpTo(socket.getInputStream(), "\r\n\r\n");

    clock.advance(Duration.ofMinutes(9));
    socket.getOutputStream().write('a');
    await().until(() -> target.connections.get() == 1);
    clock.advance(Duration.ofMinutes(11));
    clock.advance(Duration.ofMinutes(11));

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(target.next()).isIn("a", "", "broke");
  }

  @Test
  void givenTooManyConnections_whenOneMoreComes_thenOnlyThatIsTurnedAway() throws Exception {
    open(literal());
    for (int i = 0; i < LIMITS.connections(); i++) {
      connect();
    }
    await().until(() -> clock.pending() == LIMITS.connections());

    assertThat(connectAndRead()).isEmpty();
    assertThat(logged).singleElement().asString().contains("4 connections");

    clock.advance(Duration.ofSeconds(10)); // the four have said nothing
    await().untilAsserted(() -> assertThat(ask("GET http://" + literal() + "/ HTTP/1.1\r\n\r\n"))
        .endsWith("hi"));
  }

  @Test
  void givenAClosedProxy_whenATunnelIsOpen_thenItEnds() throws Exception {
    target = closed(new Target("never", ""));
    open(literal());
    Socket socket = send("CONNECT " + literal() + " HTTP/1.1\r\n\r\n");
    readUpTo(socket.getInputStream(), "\r\n\r\n");

    proxy.close();

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    await().untilAsserted(() -> assertThatThrownBy(this::connect).isInstanceOf(IOException.class));
  }

  @Test
  void givenAFloodOfRefusals_whenLogged_thenItIsBounded() {
    var refusals = new Refusals((stream, line) -> logged.add(line), clock);

    for (int i = 0; i < 1000; i++) {
      refusals.tell("x" + i);
    }
    assertThat(logged).hasSize(21);
    assertThat(logged.getLast()).contains("more than this log tells");

    clock.advance(Duration.ofMinutes(1));
    refusals.tell("again");
    assertThat(logged).hasSize(22);
  }
}
