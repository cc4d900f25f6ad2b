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
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Splice;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerTranslationTest {

  private static final String INFO = "{\"name\":\"s\",\"version\":\"1\"}";
  private static final Set<ProtocolRevision> LEGACY = EnumSet.range(V2024_11_05, V2025_11_25);

  @ParameterizedTest
  @EnumSource
  void givenEqualRevisions_whenAsked_thenNoCallIsTouched(ProtocolRevision revision) {
    var translation = Translation.between(revision, revision);

    assertThat(translation.touchesRequests()).isFalse();
    assertThat(translation.touchesAnswers("tools/call")).isFalse();
    assertThat(translation.touchesAnswers("prompts/get")).isFalse();
    assertThat(translation.touchesAnswers("resources/read")).isFalse();
    assertThat(translation.touchesAnswers("resources/list")).isFalse();
    assertThat(translation.touchesAnswers("vendor/own")).isFalse();
    assertThat(translation.touchesItems("prompts/list")).isFalse();
  }

  @Test
  void givenNewerClientOfAnOlderServer_whenBothHaveAHandshake_thenNothingIsTouched() {
    for (ProtocolRevision server : EnumSet.range(V2024_11_05, V2025_06_18)) {
      for (ProtocolRevision client : EnumSet.range(server, V2025_11_25)) {
        for (String method : Set.of("tools/list", "tools/call", "prompts/get", "resources/read")) {
          assertThat(Translation.between(client, server).touchesAnswers(method)).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools/call", "prompts/get", "completion/complete", "vendor/own"})
  void givenResultOfAnOlderServer_whenTheClientIsModern_thenItIsCompleteAndSaysWhoAnswered(
      String method) {
    for (ProtocolRevision server : LEGACY) {
      assertThat(result(V2026_07_28, server, method, "{\"own\":1.50}"))
          .isEqualTo("{\"resultType\":\"complete\",\"_meta\":{"
              + "\"io.modelcontextprotocol/serverInfo\":" + INFO + "},\"own\":1.50}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools/list",
        "prompts/list",
        "resources/list",
        "resources/templates/list",
        "resources/read"
      })
  void givenCacheableResultOfAnOlderServer_whenTheClientIsModern_thenItMayNotBeKept(String method) {
    assertThat(result(V2026_07_28, V2025_11_25, method, "{\"_meta\":{\"a\":1},\"b\":2}"))
        .isEqualTo("{\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\","
            + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":" + INFO + ",\"a\":1},\"b\":2}");
  }

  @Test
  void givenOlderServerThatClaimsToNeedInput_whenTheClientIsModern_thenItGetsACompleteResult() {
    assertThat(result(
            V2026_07_28,
            V2025_06_18,
            "tools/call",
            "{\"resultType\":\"input_required\",\"_meta\":null,\"content\":[]}"))
        .isEqualTo("{\"resultType\":\"complete\",\"_meta\":{"
            + "\"io.modelcontextprotocol/serverInfo\":" + INFO + "},\"content\":[]}");
  }

  @Test
  void givenModernResult_whenTheClientIsOlder_thenItsTypeAndCacheHintsAreGone() {
    for (ProtocolRevision client : LEGACY) {
      assertThat(
              result(
                  client,
                  V2026_07_28,
                  "resources/read",
                  "{\"resultType\":\"complete\",\"contents\":[],\"ttlMs\":5,\"cacheScope\":\"public\",\"own\":1}"))
          .isEqualTo("{\"contents\":[],\"own\":1}");
      assertThat(result(
              client,
              V2026_07_28,
              "tools/call",
              "{\"content\":[],\"ttlMs\":5,\"resultType\":\"complete\"}"))
          .isEqualTo("{\"content\":[],\"ttlMs\":5}");
      assertThat(result(client, V2026_07_28, "prompts/get", "{\"messages\":[]}"))
          .isEqualTo("{\"messages\":[]}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"input_required\"", "\"task\"", "7"})
  void givenResultOfAnotherType_whenTheClientIsOlder_thenTheCallHasFailed(String type) {
    assertThat(answer(
            V2025_11_25, V2026_07_28, "tools/call", "\"result\":{\"resultType\":" + type + "}"))
        .contains("\"isError\":true")
        .doesNotContain("resultType");
    assertThat(answer(
            V2025_11_25, V2026_07_28, "prompts/get", "\"result\":{\"resultType\":" + type + "}"))
        .contains("\"error\":{\"code\":-32603,")
        .doesNotContain("\"result\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2]|[1,2]",
        "7|7",
        "\"hi\"|\\\"hi\\\"",
        "null|null",
      })
  void givenStructuredContentThatIsNoObject_whenTheClientIsOlder_thenItIsWrappedAndThereIsText(
      String value, String text) {
    assertThat(
            result(V2025_11_25, V2026_07_28, "tools/call", "{\"structuredContent\":" + value + "}"))
        .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}],"
            + "\"structuredContent\":{\"result\":" + value + "}}");
    assertThat(result(
            V2025_11_25,
            V2026_07_28,
            "tools/call",
            "{\"content\":[ ],\"structuredContent\":" + value + "}"))
        .isEqualTo("{\"content\":[ {\"type\":\"text\",\"text\":\"" + text + "\"}],"
            + "\"structuredContent\":{\"result\":" + value + "}}");
  }

  @Test
  void givenStructuredContentThatTextHolds_whenTranslated_thenNoTextIsAdded() {
    String json = "{\"content\":[{\"type\":\"text\",\"text\":\"[1]\"}],\"structuredContent\":[1]}";
    String text =
        "{\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"structuredContent\":\"hi\"}";

    assertThat(result(V2025_11_25, V2026_07_28, "tools/call", json))
        .isEqualTo(json.replace(":[1]}", ":{\"result\":[1]}}"));
    assertThat(result(V2025_11_25, V2026_07_28, "tools/call", text))
        .isEqualTo(text.replace(
            "\"structuredContent\":\"hi\"", "\"structuredContent\":{\"result\":\"hi\"}"));
  }

  @Test
  void givenObjectOfAToolWhoseSchemaIsWrapped_whenTheClientIsOlder_thenItIsWrappedToo() {
    String object =
        "{\"structuredContent\":{\"a\":1},\"content\":[{\"type\":\"text\",\"text\":\"{}\"}]}";

    assertThat(result(V2025_11_25, V2026_07_28, "tools/call", object)).isEqualTo(object);
    assertThat(result(V2025_11_25, V2026_07_28, "tools/call", object, true))
        .isEqualTo(object.replace("{\"a\":1}", "{\"result\":{\"a\":1}}"));
  }

  @Test
  void givenStructuredContent_whenTheClientDoesNotKnowIt_thenItIsInATextToo() {
    String only =
        "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}],\"structuredContent\":{\"a\":1}}";
    String both = only.replace("\"done\"", "\"{\\\"a\\\": 1}\"");

    assertThat(result(V2025_03_26, V2025_06_18, "tools/call", only))
        .isEqualTo(only.replace("}],", "},{\"type\":\"text\",\"text\":\"{\\\"a\\\":1}\"}],"));
    assertThat(result(V2025_03_26, V2025_06_18, "tools/call", both)).isEqualTo(both);
    assertThat(result(V2025_06_18, V2025_11_25, "tools/call", only)).isEqualTo(only);
  }

  @Test
  void givenAudioAndLinks_whenTheClientIsTooOld_thenTextsDescribeThem() {
    String content = "{\"content\":["
        + "{\"type\":\"audio\",\"data\":\"AAAA\",\"mimeType\":\"audio/wav\",\"annotations\":{\"priority\":1}},"
        + "{\"type\":\"resource_link\",\"uri\":\"file:///a\",\"name\":\"a\",\"mimeType\":\"text/plain\",\"description\":\"why\"},"
        + "{\"type\":\"image\",\"data\":\"AAAA\",\"mimeType\":\"image/png\"}]}";

    for (ProtocolRevision server : EnumSet.of(V2025_06_18, V2025_11_25, V2026_07_28)) {
      assertThat(result(V2024_11_05, server, "tools/call", content))
          .isEqualTo("{\"content\":["
              + "{\"type\":\"text\",\"text\":\"[audio audio/wav, about 3 bytes; this client's protocol"
              + " revision has no audio]\",\"annotations\":{\"priority\":1}},"
              + "{\"type\":\"text\",\"text\":\"[resource a: file:///a (text/plain)]\\nwhy\"},"
              + "{\"type\":\"image\",\"data\":\"AAAA\",\"mimeType\":\"image/png\"}]}");
      assertThat(result(V2025_03_26, server, "tools/call", content))
          .contains("\"type\":\"audio\"")
          .doesNotContain("resource_link");
      assertThat(result(V2025_06_18, server, "tools/call", content)).isEqualTo(content);
    }
  }

  @Test
  void givenPromptWithAudio_whenTheClientIsTooOld_thenATextDescribesIt() {
    assertThat(result(
            V2024_11_05,
            V2025_03_26,
            "prompts/get",
            "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"audio\"}}]}"))
        .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":"
            + "\"[audio of an unknown type, about 0 bytes; this client's protocol revision has no"
            + " audio]\"}}]}");
  }

  @Test
  void givenMissingResource_whenTranslated_thenTheCodeIsTheOneTheClientKnows() {
    String request =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"a:b\"}}";
    String old = "\"error\":{\"code\":-32002,\"message\":\"no\"}";

    assertThat(answerTo(V2026_07_28, V2025_06_18, request, old))
        .isEqualTo("\"error\":{\"data\":{\"uri\":\"a:b\"},\"code\":-32602,\"message\":\"no\"}");
    assertThat(answerTo(
            V2025_06_18,
            V2026_07_28,
            request,
            "\"error\":{\"code\":-32602,\"message\":\"no\",\"data\":{\"uri\":\"a:b\"}}"))
        .isEqualTo("\"error\":{\"code\":-32002,\"message\":\"no\",\"data\":{\"uri\":\"a:b\"}}");
    assertThat(answerTo(
            V2025_06_18, V2026_07_28, request, "\"error\":{\"code\":-32602,\"message\":\"no\"}"))
        .isEqualTo("\"error\":{\"code\":-32602,\"message\":\"no\"}");
    assertThat(answerTo(V2025_03_26, V2025_11_25, request, old)).isEqualTo(old);
  }

  @ParameterizedTest
  @ValueSource(ints = {-32020, -32021, -32022})
  void givenOlderServerWithAModernNumber_whenTheClientIsModern_thenItIsAnInternalError(int code) {
    assertThat(answer(
            V2026_07_28,
            V2025_11_25,
            "tools/call",
            "\"error\":{\"code\":" + code + ",\"message\":\"m\",\"data\":1}"))
        .isEqualTo("\"error\":{\"code\":-32603,\"message\":\"m\",\"data\":1}");
  }

  @Test
  void givenErrorOfTheGatewaysOwnMaking_whenTheClientIsOlder_thenItIsAnInternalError() {
    for (int code : new int[] {-32020, -32022}) {
      assertThat(answer(
              V2025_11_25,
              V2026_07_28,
              "tools/call",
              "\"error\":{\"code\":" + code + ",\"message\":\"m\"}"))
          .isEqualTo("\"error\":{\"code\":-32603,\"message\":\"m\"}");
    }
  }

  @Test
  void givenMissingCapability_whenTheClientIsOlder_thenTheToolHasFailedOrItIsAnInternalError() {
    String error =
        "\"error\":{\"code\":-32021,\"message\":\"m\",\"data\":{\"requiredCapabilities\":{\"sampling\":{}}}}";

    assertThat(answer(V2025_11_25, V2026_07_28, "tools/call", error))
        .isEqualTo(
            "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"server 's' needs what this"
                + " client does not offer: {\\\"sampling\\\":{}}\"}],\"isError\":true}");
    assertThat(answer(V2025_11_25, V2026_07_28, "prompts/get", error))
        .isEqualTo("\"error\":{\"code\":-32603,\"message\":\"server 's' needs what this client does"
            + " not offer: {\\\"sampling\\\":{}}\"}");
    assertThat(answer(V2026_07_28, V2026_07_28, "tools/call", error)).isEqualTo(error);
  }

  @Test
  void givenAddressesToOpen_whenTheClientKnowsNoSuchError_thenATextNamesThem() {
    String error = "\"error\":{\"code\":-32042,\"message\":\"Sign in\",\"data\":{\"elicitations\":["
        + "{\"mode\":\"url\",\"message\":\"Here\",\"url\":\"https://a/b\",\"elicitationId\":\"x\"}]}}";

    assertThat(answer(V2025_06_18, V2025_11_25, "tools/call", error))
        .isEqualTo("\"result\":{\"content\":[{\"type\":\"text\",\"text\":"
            + "\"Sign in\\nHere: https://a/b\"}],\"isError\":true}");
    assertThat(answer(V2026_07_28, V2025_11_25, "tools/call", error))
        .startsWith("\"result\":{\"resultType\":\"complete\",\"content\":")
        .contains("https://a/b");
    assertThat(answer(V2025_06_18, V2025_11_25, "resources/read", error))
        .isEqualTo("\"error\":{\"code\":-32603,\"message\":\"Sign in\\nHere: https://a/b\"}");
    assertThat(answer(V2025_11_25, V2025_11_25, "tools/call", error)).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "7", "\"x\"", "[]", "{}", "{\"content\":7,\"structuredContent\":1}"})
  void givenResultThatMakesNoSense_whenTranslated_thenItIsStillJson(String result) {
    for (ProtocolRevision client : ProtocolRevision.values()) {
      for (ProtocolRevision server : ProtocolRevision.values()) {
        for (String method : Set.of("tools/list", "tools/call", "prompts/get", "resources/read")) {
          JsonText.check(
              ("{" + answer(client, server, method, "\"result\":" + result) + "}").getBytes(UTF_8));
        }
      }
    }
  }

  private static String result(
      ProtocolRevision client, ProtocolRevision server, String method, String result) {
    return result(client, server, method, result, false);
  }

  private static String result(
      ProtocolRevision client,
      ProtocolRevision server,
      String method,
      String result,
      boolean wrapped) {
    String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
    return answerTo(client, server, request, "\"result\":" + result, wrapped)
        .substring("\"result\":".length());
  }

  private static String answer(
      ProtocolRevision client, ProtocolRevision server, String method, String answer) {
    return answerTo(
        client, server, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}", answer);
  }

  private static String answerTo(
      ProtocolRevision client, ProtocolRevision server, String request, String answer) {
    return answerTo(client, server, request, answer, false);
  }

  private static String answerTo(
      ProtocolRevision client,
      ProtocolRevision server,
      String request,
      String answer,
      boolean wrapped) {
    Envelope read =
        Envelope.read(("{" + answer + ",\"jsonrpc\":\"2.0\",\"id\":1}").getBytes(UTF_8));
    var call = new AnsweredCall(
        Envelope.read(request.getBytes(UTF_8)), "s", INFO.getBytes(UTF_8), wrapped);
    var splice = Splice.of(read);
    Translation.between(client, server).answer(read, call, splice);
    String message = new String(splice.apply(), UTF_8);
    JsonText.check(message.getBytes(UTF_8));
    return message
        .substring(1, message.length() - 1)
        .replace("\"jsonrpc\":\"2.0\",\"id\":1", "")
        .replaceAll("^,|,$", "");
  }
}
