package io.mcpmanager.docker.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.docker.egress.ProxyHead.Field;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyRequestTest {

  private static ProxyRequest read(String text) throws IOException {
    var in = new ByteArrayInputStream(text.getBytes(ISO_8859_1));
    return ProxyRequest.of(ProxyHead.read(in, 4096).orElseThrow());
  }

  @Test
  void givenAnAbsoluteUrl_whenRead_thenTheTargetSeesItsOwnPartOnly() throws IOException {
    ProxyRequest request = read("""
        POST http://Api.Example.com:8080/a/b?c=d HTTP/1.1\r
        Host: api.example.com:8080\r
        Proxy-Authorization: Basic eDp5\r
        Proxy-Connection: keep-alive\r
        Connection: keep-alive, X-Private\r
        X-Private: 1\r
        Upgrade: websocket\r
        TE: trailers\r
        Accept: */*\r
        Content-Length: 5\r
        \r
        """);

    assertThat(request.tunnel()).isFalse();
    assertThat(request.target()).isEqualTo(new EgressTarget("api.example.com", 8080));
    assertThat(request.line()).isEqualTo("POST /a/b?c=d HTTP/1.1");
    assertThat(request.body()).isEqualTo(5);
    assertThat(request.fields())
        .containsExactly(
            new Field("Host", "api.example.com:8080"),
            new Field("Accept", "*/*"),
            new Field("Content-Length", "5"),
            new Field("Connection", "close"));
  }

  @Test
  void givenConnect_whenRead_thenItIsATunnel() throws IOException {
    ProxyRequest request =
        read("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\nX: y\r\n\r\n");

    assertThat(request.tunnel()).isTrue();
    assertThat(request.target()).isEqualTo(new EgressTarget("example.com", 443));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com",
        "http://example.com/",
        "http://example.com?x=1",
        "HTTP://example.com/a%20b"
      })
  void givenAnUrlInAnotherForm_whenRead_thenItIsUnderstood(String url) throws IOException {
    ProxyRequest request = read("GET " + url + " HTTP/1.1\r\n\r\n");

    assertThat(request.target()).isEqualTo(new EgressTarget("example.com", 80));
    assertThat(request.line()).startsWith("GET /").endsWith(" HTTP/1.1");
    assertThat(request.fields().getFirst()).isEqualTo(new Field("Host", "example.com"));
  }

  @Test
  void givenChunks_whenRead_thenTheTargetIsToldSo() throws IOException {
    ProxyRequest request =
        read("POST http://e.org/ HTTP/1.1\r\nHost: e.org\r\nTransfer-Encoding: Chunked\r\n\r\n");

    assertThat(request.body()).isEqualTo(ProxyRequest.CHUNKED);
    assertThat(request.fields()).contains(new Field("Transfer-Encoding", "chunked"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // two hosts in one request
        "GET http://e.org/ HTTP/1.1\r\nHost: evil.org\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\nHost: e.org\r\nHost: evil.org\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\nHost: e.org:8080\r\n\r\n",
        "GET http://e.org:8080/ HTTP/1.1\r\nHost: e.org\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\nHost: \r\n\r\n",
        "CONNECT e.org:443 HTTP/1.1\r\nHost: evil.org:443\r\n\r\n",
        "CONNECT e.org:443 HTTP/1.1\r\nHost: e.org:444\r\n\r\n",
        "GET http://evil.org\\@e.org/ HTTP/1.1\r\n\r\n",
        "GET http://e.org\\evil.org/ HTTP/1.1\r\n\r\n",
        "GET http://user:pass@e.org/ HTTP/1.1\r\n\r\n",
        "GET http://e.org#@evil.org/ HTTP/1.1\r\n\r\n",
        // neither form
        "GET / HTTP/1.1\r\nHost: e.org\r\n\r\n",
        "GET https://e.org/ HTTP/1.1\r\nHost: e.org\r\n\r\n",
        "GET ftp://e.org/ HTTP/1.1\r\nHost: e.org\r\n\r\n",
        "GET //e.org/ HTTP/1.1\r\nHost: e.org\r\n\r\n",
        "CONNECT e.org HTTP/1.1\r\n\r\n",
        "CONNECT http://e.org:443 HTTP/1.1\r\n\r\n",
        "CONNECT e.org:443/ HTTP/1.1\r\n\r\n",
        // request lines
        "GET  http://e.org/ HTTP/1.1\r\n\r\n",
        "GET http://e.org/ x HTTP/1.1\r\n\r\n",
        "GET http://e.org/\tHTTP/1.1\r\n\r\n",
        "GET http://e.org/ HTTP/2.0\r\n\r\n",
        "GET http://e.org/ HTTP/0.9\r\n\r\n",
        "GET http://e.org/\r\n\r\n",
        "G\u0000T http://e.org/ HTTP/1.1\r\n\r\n",
        "get http://e.org/ HTTP/1.1\r\n\r\n",
        " GET http://e.org/ HTTP/1.1\r\n\r\n",
        "\r\nGET http://e.org/ HTTP/1.1\r\n\r\n",
        "GET http://e.org/\u00e9 HTTP/1.1\r\n\r\n",
        // ends of lines and fields
        "GET http://e.org/ HTTP/1.1\nHost: e.org\n\n",
        "GET http://e.org/ HTTP/1.1\r\nX: a\rHost: evil.org\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\nX: a\nHost: evil.org\r\n\r\n",
        "GET http://e.org/\rX HTTP/1.1\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\nX: a\r\n folded\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\nHost : evil.org\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\n: x\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\nno colon\r\n\r\n",
        "GET http://e.org/ HTTP/1.1\r\nX: \u0000\r\n\r\n",
        // lengths that two readers may read differently
        "POST http://e.org/ HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nContent-Length: +5\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nContent-Length: 0x5\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nContent-Length: 9999999999999999999\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST http://e.org/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nConnection: content-length\r\nContent-Length: 5\r\n\r\n",
        "POST http://e.org/ HTTP/1.1\r\nConnection: close, Host\r\n\r\n"
      })
  void givenWhatTwoReadersMayReadDifferently_whenRead_thenItIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(EgressRefusal.class);
  }

  @Test
  void givenTooMuchOfIt_whenRead_thenItIsRefused() {
    assertThatThrownBy(
            () -> read("GET http://e.org/ HTTP/1.1\r\nX: " + "a".repeat(5000) + "\r\n\r\n"))
        .isInstanceOf(EgressRefusal.class)
        .hasMessageContaining("4096");
    assertThatThrownBy(
            () -> read("GET http://e.org/ HTTP/1.1\r\n" + "X: a\r\n".repeat(101) + "\r\n"))
        .isInstanceOf(EgressRefusal.class)
        .hasMessageContaining("100");
  }
}
