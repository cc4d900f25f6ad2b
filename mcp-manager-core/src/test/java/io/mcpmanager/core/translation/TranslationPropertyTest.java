package io.mcpmanager.core.translation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Splice;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class TranslationPropertyTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ProtocolRevision MODERN = ProtocolRevision.V2026_07_28;
  private static final byte[] INFO = "{\"name\":\"s\"}".getBytes(UTF_8);
  private static final List<String> METHODS = List.of(
      "tools/call",
      "tools/list",
      "prompts/get",
      "prompts/list",
      "resources/read",
      "resources/list",
      "completion/complete",
      "vendor/own");

  @Property(tries = 500)
  void givenResultOfAnOlderServer_whenTranslatedThereAndBack_thenItIsTheSame(
      @ForAll("results") String result,
      @ForAll("methods") String method,
      @ForAll("legacy") ProtocolRevision revision)
      throws IOException {
    byte[] there = translated(MODERN, revision, method, answer(result));
    byte[] back = translated(revision, MODERN, method, there);

    var expected = (ObjectNode) JSON.readTree(result);
    expected.withObject("/_meta").set("io.modelcontextprotocol/serverInfo", JSON.readTree(INFO));
    boolean tasks = revision == ProtocolRevision.V2025_11_25;
    if (tasks && method.equals("tools/list") && expected.has("tools")) {
      expected.withArray("/tools").forEach(tool -> ((ObjectNode) tool).remove("execution"));
    }
    assertThat(resultOf(back)).isEqualTo(expected);
  }

  @Property(tries = 500)
  void givenModernResult_whenTranslatedThereAndBack_thenItIsTheSameButForCaching(
      @ForAll("results") String result, @ForAll("methods") String method) throws IOException {
    var modern = (ObjectNode) JSON.readTree(result);
    modern.put("resultType", "complete");
    modern.withObject("/_meta").set("io.modelcontextprotocol/serverInfo", JSON.readTree(INFO));
    ProtocolRevision older = ProtocolRevision.V2025_06_18;

    byte[] there = translated(older, MODERN, method, answer(modern.toString()));
    byte[] back = translated(MODERN, older, method, there);

    if (back.length > 0 && isCacheable(method)) {
      modern.put("ttlMs", 0).put("cacheScope", "private");
    }
    assertThat(resultOf(back)).isEqualTo(modern);
  }

  @Property(tries = 1000)
  void givenAnyPair_whenTranslated_thenUnknownFieldsSurviveAndItIsJson(
      @ForAll("results") String result,
      @ForAll("json") String own,
      @ForAll("methods") String method,
      @ForAll ProtocolRevision client,
      @ForAll ProtocolRevision server)
      throws IOException {
    var with = (ObjectNode) JSON.readTree(result);
    with.set("com.example/own", JSON.readTree(own));

    byte[] translated = translated(client, server, method, answer(with.toString()));

    assertThat(resultOf(translated).get("com.example/own")).isEqualTo(JSON.readTree(own));
  }

  @Property(tries = 2000)
  void givenAnyJson_whenTranslated_thenItIsStillAMessage(
      @ForAll("nasty") String result,
      @ForAll("methods") String method,
      @ForAll ProtocolRevision client,
      @ForAll ProtocolRevision server) {
    Envelope whole = Envelope.read(answer(result));
    if (whole.kind() == Envelope.Kind.RESPONSE) {
      byte[] translated = translated(client, server, method, answer(result));

      assertThat(Envelope.read(translated).kind()).isNotEqualTo(Envelope.Kind.INVALID);
    }
  }

  @Property(tries = 500)
  void givenRequestOfAnOlderClient_whenTranslatedThereAndBack_thenItIsTheSame(
      @ForAll("json") String own, @ForAll("meta") String meta) throws IOException {
    byte[] request = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"own\":"
            + own + meta + "}}")
        .getBytes(UTF_8);
    Envelope read = Envelope.read(request);
    var there = Splice.of(read);
    RequestMeta.add(read, there, MODERN, INFO, INFO, "debug");
    Translation.between(ProtocolRevision.V2025_11_25, MODERN).request(read, there);

    Envelope modern = Envelope.read(there.apply());
    var back = Splice.of(modern);
    Translation.between(MODERN, ProtocolRevision.V2025_11_25).request(modern, back);

    var expected = (ObjectNode) JSON.readTree(request);
    if (!expected.path("params").path("_meta").isObject()) {
      ((ObjectNode) expected.path("params")).putObject("_meta");
    }
    JsonNode same = JSON.readTree(back.apply());
    assertThat(same).isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> methods() {
    return Arbitraries.of(METHODS);
  }

  @Provide
  Arbitrary<ProtocolRevision> legacy() {
    return Arbitraries.of(ProtocolRevision.class).filter(ProtocolRevision::hasHandshake);
  }

  @Provide
  Arbitrary<String> meta() {
    return Arbitraries.of("", ",\"_meta\":null", ",\"_meta\":{}", ",\"_meta\":{\"a\":1.50}");
  }

  /** Results that make sense: blocks, an object as structured content, and what nobody knows. */
  @Provide
  Arbitrary<String> results() {
    Arbitrary<String> block = Arbitraries.of(
        "{\"type\":\"text\",\"text\":\"a\",\"own\":1.50}",
        "{\"type\":\"text\",\"text\":\"{}\"}",
        "{\"type\":\"image\",\"data\":\"AAAA\",\"mimeType\":\"image/png\"}",
        "{\"type\":\"resource\",\"resource\":{\"uri\":\"a:b\",\"text\":\"\"}}");
    Arbitrary<String> content =
        block.list().ofMaxSize(3).map(blocks -> "\"content\":[" + String.join(",", blocks) + "]");
    Arbitrary<String> rest = Arbitraries.of(
        "",
        ",\"structuredContent\":{\"a\":[1,2]},\"content\":[{\"type\":\"text\",\"text\":\"{}\"}]",
        ",\"isError\":true",
        ",\"_meta\":{\"own\":{\"x\":1}}",
        ",\"tools\":[{\"name\":\"a\",\"execution\":{\"taskSupport\":\"optional\"}},{\"name\":\"b\","
            + "\"inputSchema\":{\"type\":\"object\"}}]",
        ",\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}]",
        ",\"nextCursor\":\"\"");
    return Combinators.combine(content, rest)
        .as((c, r) -> r.contains("\"content\"") && r.startsWith(",\"structured")
            ? "{" + r.substring(1) + "}"
            : "{" + c + r + "}");
  }

  @Provide
  Arbitrary<String> json() {
    return Arbitraries.lazyOf(
        () -> Arbitraries.of("0", "-1.5e10", "true", "null", "12345678901234567890", "\"é\\n\""),
        () -> json().list().ofMaxSize(3).map(l -> "[" + String.join(" ,", l) + "]"),
        () -> Combinators.combine(Arbitraries.of("a", "b", "c"), json())
            .as((key, value) -> "{\"" + key + "\": " + value + "}"));
  }

  /** Anything at all under the names that mean something, given twice at times. */
  @Provide
  Arbitrary<String> nasty() {
    Arbitrary<String> name = Arbitraries.of(
        "content",
        "structuredContent",
        "type",
        "tools",
        "messages",
        "_meta",
        "resultType",
        "ttlMs",
        "outputSchema",
        "inputSchema",
        "execution",
        "x-mcp-header",
        "properties",
        "$ref",
        "text",
        "annotations",
        "taskSupport",
        "cont\\u0065nt");
    Arbitrary<String> object = Arbitraries.just("{}");
    for (int depth = 0; depth < 4; depth++) {
      Arbitrary<String> inner = object;
      Arbitrary<String> value = Arbitraries.oneOf(
          Arbitraries.of(
              "0",
              "null",
              "\"audio\"",
              "\"resource_link\"",
              "\"text\"",
              "\"#/a\"",
              "\"required\"",
              "\"complete\"",
              "true",
              "[]",
              "\"string\""),
          inner.list().ofMaxSize(3).map(list -> "[ " + String.join(", ", list) + " ]"),
          inner);
      object = Combinators.combine(name, value)
          .as((key, json) -> "\"" + key + "\" :" + json)
          .list()
          .ofMaxSize(4)
          .map(members -> "{ " + String.join(" , ", members) + " }");
    }
    return object;
  }

  private static boolean isCacheable(String method) {
    return method.endsWith("/list") || method.equals("resources/read");
  }

  private static byte[] answer(String result) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}").getBytes(UTF_8);
  }

  private static byte[] translated(
      ProtocolRevision client, ProtocolRevision server, String method, byte[] answer) {
    Envelope read = Envelope.read(answer);
    var call = new AnsweredCall(
        Envelope.read(
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}").getBytes(UTF_8)),
        "s",
        INFO,
        false);
    var splice = Splice.of(read);
    Translation.between(client, server).answer(read, call, splice);
    byte[] translated = splice.apply();
    JsonText.check(translated);
    return translated;
  }

  private static JsonNode resultOf(byte[] answer) throws IOException {
    return JSON.readTree(answer).get("result");
  }
}
