package io.mcpmanager.core.translation;

import static io.mcpmanager.api.mcp.ProtocolRevision.V2024_11_05;
import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_03_26;
import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_06_18;
import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_11_25;
import static io.mcpmanager.api.mcp.ProtocolRevision.V2026_07_28;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Splice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and capabilities of clients, and what servers ask them. */
final class RequestTranslationTest {

  private static final String META = "io.modelcontextprotocol/";

  @Test
  void givenModernRequest_whenTheServerIsOlder_thenOnlyWhatItKnowsIsLeft() {
    String params = "{\"name\":\"t\",\"inputResponses\":{},\"_meta\":{\"" + META
        + "protocolVersion\":\"2026-07-28\",\"progressToken\":7,\"" + META
        + "clientCapabilities\":{},\"own/key\":1.0,\"" + META + "clientInfo\":{},\"" + META
        + "logLevel\":\"info\",\"traceparent\":\"t\"},\"requestState\":\"s\",\"arguments\":{}}";

    assertThat(request(V2026_07_28, V2025_06_18, "tools/call", params))
        .isEqualTo("{\"name\":\"t\",\"_meta\":{\"progressToken\":7,\"own/key\":1.0,"
            + "\"traceparent\":\"t\"},\"arguments\":{}}");
    assertThat(request(V2026_07_28, V2026_07_28, "tools/call", params)).isEqualTo(params);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"_meta\":null}", "{\"_meta\":{}}"})
  void givenParamsWithNothingToTakeOut_whenTheServerIsOlder_thenTheyStay(String params) {
    assertThat(request(V2026_07_28, V2025_11_25, "vendor/own", params)).isEqualTo(params);
  }

  @Test
  void givenWishForATask_whenTheServerIsModern_thenItIsDropped() {
    assertThat(request(
            V2025_11_25, V2026_07_28, "tools/call", "{\"task\":{\"ttl\":1},\"name\":\"t\"}"))
        .isEqualTo("{\"name\":\"t\"}");
    assertThat(request(V2025_11_25, V2026_07_28, "vendor/own", "{\"task\":1}"))
        .isEqualTo("{\"task\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "''                                    | {\"_meta\":{@}}",
        "null                                  | {\"_meta\":{@}}",
        "{}                                    | {\"_meta\":{@}}",
        "{\"a\":1}                             | {\"_meta\":{@},\"a\":1}",
        "{\"_meta\":null,\"a\":1}              | {\"_meta\":{@},\"a\":1}",
        "{\"_meta\":{\"b\":1}}                 | {\"_meta\":{@,\"b\":1}}",
        "{\"_meta\":{\"progressToken\":\"x\"}} | {\"_meta\":{#,\"progressToken\":9}}",
      })
  void givenRequest_whenItSaysWhoAsks_thenWhatIsMissingAroundItIsAdded(
      String params, String expected) {
    Envelope request = read("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\""
        + (params.isEmpty() ? "" : ",\"params\":" + params) + "}");
    var splice = Splice.of(request).progressToken(request, "9".getBytes(UTF_8));

    RequestMeta.add(
        request,
        splice,
        V2026_07_28,
        "{\"name\":\"c\"}".getBytes(UTF_8),
        "{}".getBytes(UTF_8),
        "info");

    Envelope edited = Envelope.read(splice.apply());
    String meta = "\"" + META + "protocolVersion\":\"2026-07-28\",\"" + META
        + "clientInfo\":{\"name\":\"c\"},\"" + META + "clientCapabilities\":{},\"" + META
        + "logLevel\":\"info\"";
    assertThat(new String(edited.span(Member.PARAMS).orElseThrow().copyFrom(edited.bytes()), UTF_8))
        .isEqualTo(expected.replace("@", "\"progressToken\":9," + meta).replace("#", meta));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|{}",
        "{\"roots\":{\"listChanged\":true},\"tasks\":{},\"own\":1}|{\"roots\":{},\"own\":1}",
        "{\"elicitation\":{ },\"sampling\":{}}|{\"elicitation\":{\"form\":{}},\"sampling\":{}}",
        "{\"elicitation\":{\"url\":{}}}|{\"elicitation\":{\"url\":{}}}",
      })
  void givenOlderClient_whenTheServerIsModern_thenItsCapabilitiesAreSaidAsTheServerKnowsThem(
      String before, String after) {
    assertThat(
            text(Translation.between(V2025_06_18, V2026_07_28).clientCapabilities(bytes(before))))
        .isEqualTo(after);
  }

  @Test
  void givenCapabilities_whenErasDiffer_thenWhatTheOtherSideDoesNotKnowIsNotOffered() {
    byte[] all = bytes("{\"tools\":{},\"tasks\":{},\"extensions\":{},\"experimental\":{}}");

    assertThat(text(Translation.between(V2026_07_28, V2025_11_25).clientCapabilities(all)))
        .isEqualTo("{\"tools\":{},\"tasks\":{},\"experimental\":{}}");
    assertThat(text(Translation.between(V2025_11_25, V2025_11_25).clientCapabilities(all)))
        .isEqualTo("{\"tools\":{},\"extensions\":{},\"experimental\":{}}");
    assertThat(text(Translation.between(V2025_11_25, V2026_07_28).serverCapabilities(all)))
        .isEqualTo("{\"tools\":{},\"tasks\":{},\"experimental\":{}}");
    assertThat(text(Translation.between(V2026_07_28, V2025_11_25).serverCapabilities(all)))
        .isEqualTo("{\"tools\":{},\"extensions\":{},\"experimental\":{}}");
    assertThat(text(Translation.between(V2026_07_28, V2026_07_28).serverCapabilities(all)))
        .isEqualTo(text(all));
  }

  @Test
  void givenAddressToOpen_whenTheClientIsAsked_thenItHasAnIdWhereThereMustBeOne() {
    String url = "{\"mode\":\"url\",\"url\":\"https://a\"}";
    String with = "{\"elicitationId\":\"e\",\"mode\":\"url\",\"url\":\"https://a\"}";

    assertThat(input(V2025_11_25, V2026_07_28, "elicitation/create", url)).isEqualTo(with);
    assertThat(input(V2025_11_25, V2025_11_25, "elicitation/create", with)).isEqualTo(with);
    assertThat(input(V2026_07_28, V2025_11_25, "elicitation/create", with)).isEqualTo(url);
    assertThat(input(V2026_07_28, V2026_07_28, "elicitation/create", url)).isEqualTo(url);
  }

  @Test
  void givenForm_whenTheClientKnowsNoModes_thenNoneIsNamed() {
    assertThat(input(
            V2025_06_18,
            V2025_11_25,
            "elicitation/create",
            "{\"mode\":\"form\",\"message\":\"m\"}"))
        .isEqualTo("{\"message\":\"m\"}");
  }

  @Test
  void givenChoiceAmongTitledValues_whenTheClientKnowsListsOnly_thenTheTitlesAreInOne() {
    String form = "{\"message\":\"m\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{"
        + "\"hero\":{\"type\":\"string\",\"oneOf\":[{\"const\":\"h1\",\"title\":\"Superman\"},{\"const\":\"h2\"}]},"
        + "\"other\":{\"oneOf\":[{\"type\":\"string\"}]},\"plain\":{\"type\":\"boolean\"}}}}";

    assertThat(input(V2025_06_18, V2025_11_25, "elicitation/create", form))
        .contains("\"enum\":[\"h1\",\"h2\"]", "\"enumNames\":[\"Superman\",\"h2\"]")
        .contains("\"other\":{\"oneOf\":[{\"type\":\"string\"}]},\"plain\":{\"type\":\"boolean\"}")
        .doesNotContain("const");
    assertThat(input(V2025_11_25, V2025_11_25, "elicitation/create", form)).isEqualTo(form);
  }

  @Test
  void givenMessageOfSeveralBlocks_whenTheClientKnowsOne_thenItIsSeveralMessages() {
    String params = "{\"messages\":[{\"role\":\"user\",\"content\":["
        + "{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"audio\",\"mimeType\":\"x/y\",\"data\":\"AAAA\"}]},"
        + "{\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"b\"}}],\"maxTokens\":5}";

    assertThat(input(V2025_06_18, V2025_11_25, "sampling/createMessage", params))
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"a\"}},"
                + "{\"role\":\"user\",\"content\":{\"type\":\"audio\",\"mimeType\":\"x/y\",\"data\":\"AAAA\"}},"
                + "{\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"b\"}}],\"maxTokens\":5}");
    assertThat(input(V2024_11_05, V2026_07_28, "sampling/createMessage", params))
        .contains("[audio x/y, about 3 bytes")
        .doesNotContain("\"type\":\"audio\"");
    assertThat(input(V2025_11_25, V2026_07_28, "sampling/createMessage", params))
        .isEqualTo(params);
    assertThat(input(V2025_03_26, V2026_07_28, "roots/list", "{}")).isEqualTo("{}");
  }

  @Test
  void givenWhatAServerNeeds_whenRead_thenKeysAndParamsAreThereInOrder() {
    Envelope answer =
        read("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"input_required\","
            + "\"inputRequests\":{\"b\":{\"method\":\"roots/list\"},\"a\":{\"method\":"
            + "\"elicitation/create\",\"params\":{\"message\":\"m\"}}},\"requestState\":\"s\"}}");

    InputRequired read = InputRequired.read(answer).orElseThrow();

    assertThat(read.needs().keySet()).containsExactly("b", "a");
    assertThat(text(read.needs().get("a").params())).isEqualTo("{\"message\":\"m\"}");
    assertThat(text(read.state().orElseThrow())).isEqualTo("\"s\"");
    assertThat(text(read.toResult(bytes("\"t\""))))
        .isEqualTo("{\"resultType\":\"input_required\",\"inputRequests\":{\"b\":{\"method\":"
            + "\"roots/list\",\"params\":{}},\"a\":{\"method\":\"elicitation/create\",\"params\":"
            + "{\"message\":\"m\"}}},\"requestState\":\"t\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resultType\":\"complete\"}",
        "{\"resultType\":\"input_required\"}",
        "{\"resultType\":\"input_required\",\"inputRequests\":{}}",
        "{\"resultType\":\"input_required\",\"inputRequests\":[]}",
        "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":{\"method\":\"tools/call\"}}}",
        "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":7}}",
        "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":{\"method\":\"roots/list\"},"
            + "\"a\":{\"method\":\"roots/list\"}}}",
      })
  void givenNeedsThatMakeNoSense_whenRead_thenThereAreNone(String result) {
    assertThat(InputRequired.read(read("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}")))
        .isEmpty();
  }

  @Test
  void givenErrorWithAddresses_whenRead_thenTheyAreToBeOpened() {
    Envelope error =
        read("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32042,\"message\":\"m\","
            + "\"data\":{\"elicitations\":[{\"elicitationId\":\"e\",\"url\":\"https://a\"},{}]}}}");

    InputRequired read = InputRequired.ofUrlError(error).orElseThrow();

    assertThat(read.needs()).containsOnlyKeys("url1");
    assertThat(read.needs().get("url1").method()).isEqualTo("elicitation/create");
    assertThat(text(read.needs().get("url1").params()))
        .isEqualTo("{\"mode\":\"url\",\"url\":\"https://a\"}");
    assertThat(InputRequired.ofUrlError(
            read("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32042,\"message\":\"m\"}}")))
        .isEmpty();
  }

  private static String request(
      ProtocolRevision client, ProtocolRevision server, String method, String params) {
    Envelope request = read(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
    var splice = Splice.of(request);
    Translation.between(client, server).request(request, splice);
    String message = text(splice.apply());
    return message.substring(message.indexOf("params\":") + 8, message.length() - 1);
  }

  private static String input(
      ProtocolRevision client, ProtocolRevision server, String method, String params) {
    return text(Translation.between(client, server).input(method, bytes(params), "e"));
  }

  private static Envelope read(String message) {
    return Envelope.read(bytes(message));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
