package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

final class HttpResponsePropertyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClientPool pool =
      new HttpClientPool(HttpClientLimits.DEFAULT, Destinations.ANY, System::nanoTime);

  /** A response, and what has to be read of it. */
  private record Response(String text, String body, boolean persistent) {}

  @AfterProperty
  void closePool() {
    pool.close();
  }

  @Property(tries = 300)
  void givenResponses_whenTheirBytesComeInAnyPieces_thenTheSameIsReadAndTheConnectionServesTheNext(
      @ForAll("responses") Response first,
      @ForAll("responses") Response second,
      @ForAll @IntRange(min = 1, max = 40) int largestPiece,
      @ForAll Random random)
      throws IOException {
    var next = List.of(first, second).iterator();
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      Response response = next.next();
      inPieces(out, response.text().getBytes(ISO_8859_1), largestPiece, random);
      if (!response.persistent()) {
        socket.close();
      }
    })) {
      assertThat(get(peer)).isEqualTo(first.body());
      assertThat(get(peer)).isEqualTo(second.body());
      assertThat(peer.connections).hasValue(first.persistent() ? 1 : 2);
    }
  }

  @Property(tries = 60)
  void givenResponse_whenItIsCutAnywhere_thenOnlyThatExchangeFails(
      @ForAll("responses") Response response, @ForAll Random random) throws IOException {
    byte[] whole = response.text().getBytes(ISO_8859_1);
    int cut = random.nextInt(whole.length);
    boolean[] cutOff = {false};
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      if (cutOff[0]) {
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
      } else {
        cutOff[0] = true;
        out.write(whole, 0, cut);
        out.flush();
        socket.close();
      }
    })) {
      try {
        // a body that goes on until the end of the connection has no other end
        assertThat(response.body()).startsWith(get(peer));
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
      assertThat(get(peer)).isEqualTo("ok");
    }
  }

  @Property(tries = 300)
  void givenResponse_whenBytesOfItAreOthers_thenItIsReadOrOnlyThatExchangeFails(
      @ForAll("responses") Response response, @ForAll Random random) throws IOException {
    byte[] changed = response.text().getBytes(ISO_8859_1);
    for (int i = random.nextInt(3); i >= 0; i--) {
      changed[random.nextInt(changed.length)] =
          (byte) "\r\n:;, 0f\u0000\u00ffX".charAt(random.nextInt(11));
    }
    boolean[] told = {false};
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      if (told[0]) {
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
      } else {
        told[0] = true;
        out.write(changed);
        out.flush();
        socket.close();
      }
    })) {
      try {
        get(peer);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
      assertThat(getAgain(peer)).isEqualTo("ok");
    }
  }

  @Provide
  Arbitrary<Response> responses() {
    Arbitrary<String> informational = Arbitraries.of(
        "", "", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 X\r\nLink: y\r\n\r\n");
    Arbitrary<String> headers =
        Arbitraries.of("", "X-A: b\r\n", "x-long: " + "y".repeat(300) + "\r\n");
    Arbitrary<List<String>> chunks = Arbitraries.of(
            "a", "\r\n", "0\r\n\r\n", "{\"id\":1}", "z".repeat(100), "\u00ff\u0000")
        .list()
        .ofMaxSize(4);
    return Combinators.combine(
            informational, headers, chunks, Arbitraries.integers().between(0, 3))
        .as(HttpResponsePropertyTest::response);
  }

  private static Response response(
      String informational, String headers, List<String> chunks, int framing) {
    String body = String.join("", chunks);
    String head = informational + "HTTP/1.1 200 OK\r\n" + headers;
    return switch (framing) {
      case 0 ->
        new Response(head + "Content-Length: " + body.length() + "\r\n\r\n" + body, body, true);
      case 1 -> new Response(head + "Connection: close\r\n\r\n" + body, body, false);
      case 2 ->
        new Response(
            head + "Connection: x, Close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body,
            body,
            false);
      default ->
        new Response(
            head + "Transfer-Encoding: chunked\r\n\r\n"
                + chunks.stream()
                    .map(chunk -> Integer.toHexString(chunk.length()) + ";e=f\r\n" + chunk + "\r\n")
                    .collect(Collectors.joining())
                + "0\r\nTrailer: t\r\n\r\n",
            body,
            true);
    };
  }

  private String get(HttpPeer peer) throws IOException {
    try (var exchange =
        pool.exchange(new HttpRequest("GET", peer.uri(), List.of(), null, PATIENCE, PATIENCE))) {
      return new String(exchange.send().body().readAllBytes(), ISO_8859_1);
    }
  }

  /** A connection that the peer closes just when it is used again fails that exchange only. */
  private String getAgain(HttpPeer peer) throws IOException {
    try {
      return get(peer);
    } catch (EOFException e) {
      return get(peer);
    }
  }

  /** Each piece goes out on its own, as far as the system lets it. */
  private static void inPieces(OutputStream out, byte[] bytes, int largestPiece, Random random)
      throws IOException {
    int from = 0;
    while (from < bytes.length) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(largestPiece));
      out.write(Arrays.copyOfRange(bytes, from, to));
      out.flush();
      Thread.yield();
      from = to;
    }
  }
}
