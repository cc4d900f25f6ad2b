package io.mcpmanager.docker.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.ContainerNetwork;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class EgressPropertyTest {

  private static final String ALLOWED = "good.org";

  @Provide
  Arbitrary<String> requests() {
    return Arbitraries.of(
            "GET",
            "CONNECT",
            "POST",
            " ",
            "  ",
            "http://",
            "HTTP://",
            "https://",
            "good.org",
            "evil.org",
            ":80",
            ":443",
            ":1",
            "/",
            "\\",
            "@",
            "#",
            "?",
            ".",
            "%2e",
            "HTTP/1.1",
            "HTTP/1.0",
            "\r\n",
            "\n",
            "\r",
            "\t",
            "\u0000",
            "Host: ",
            "Host:",
            "host :",
            "Connection: ",
            "Content-Length: ",
            "Transfer-Encoding: chunked",
            "0",
            "5",
            "a",
            "é",
            ",",
            "[::1]",
            "127.0.0.1")
        .list()
        .ofMaxSize(24)
        .map(parts -> "GET http://" + String.join("", parts) + "\r\n\r\n");
  }

  @Property(tries = 3000)
  void whateverIsAskedFor_onlyTheAllowedHostIsLookedUpAndNamed(@ForAll("requests") String text)
      throws Exception {
    var lookedUp = new ArrayList<String>();
    var rules = new EgressRules(
        ContainerNetwork.allowing(ALLOWED), new InetSocketAddress("127.0.0.1", 1), host -> {
          lookedUp.add(host);
          return List.of(AddressRanges.literal("1.1.1.1"));
        });
    try {
      var head = ProxyHead.read(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), 4096);
      ProxyRequest request = ProxyRequest.of(head.orElseThrow());
      rules.addresses(request.target());
      assertThat(request.target().host()).isEqualTo(ALLOWED);
      assertThat(request.fields())
          .filteredOn(field -> field.is("host"))
          .hasSizeLessThanOrEqualTo(1);
      assertThat(request.fields().toString() + request.line()).doesNotContain("\r", "\n", "\u0000");
    } catch (EgressRefusal | IOException expected) {
      assertThat(expected.getMessage()).doesNotContain("\r", "\n", "\u0000");
    }
    assertThat(lookedUp).isSubsetOf(ALLOWED);
  }

  @Property(tries = 1000)
  void whateverChunksAreSent_whatGoesOnIsWellFormedAndNoLonger(@ForAll("chunks") String text) {
    var out = new ByteArrayOutputStream();
    var in = new ByteArrayInputStream(text.getBytes(ISO_8859_1));
    try {
      RequestBody.copy(in, out, ProxyRequest.CHUNKED, () -> {});
      assertThat(out.toString(ISO_8859_1)).endsWith("0\r\n\r\n");
    } catch (EgressRefusal | IOException expected) {
      assertThat(out.toString(ISO_8859_1)).doesNotEndWith("\r\n0\r\n\r\n");
    }
  }

  @Provide
  Arbitrary<String> chunks() {
    return Arbitraries.of(
            "5\r\nhello\r\n",
            "0\r\n\r\n",
            "0\r\n",
            "\r\n",
            "\n",
            "1\r\na\r\n",
            "1 ;x=y\r\na\r\n",
            "-1\r\n",
            "ffffffffffffffffff\r\n",
            "0x1\r\na\r\n",
            "X: y\r\n",
            "2\r\nabc\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            " 1\r\na\r\n")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }
}
