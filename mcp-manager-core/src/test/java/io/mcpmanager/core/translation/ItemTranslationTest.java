package io.mcpmanager.core.translation;

import static io.mcpmanager.api.mcp.ProtocolRevision.V2024_11_05;
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
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ItemTranslationTest {

  private static final String TASK =
      "{\"name\":\"t\",\"execution\":{\"taskSupport\":\"required\"}}";
  private static final String MAYBE =
      "{\"name\":\"m\",\"execution\":{\"taskSupport\":\"optional\"},\"own\":1.0}";
  private static final String PLAIN = "{\"name\":\"p\"}";

  @ParameterizedTest
  @EnumSource
  void givenToolsThatAreTasks_whenListed_thenNobodySeesThemOrThatThereAreTasks(
      ProtocolRevision client) {
    assertThat(item(client, V2025_11_25, TASK)).isEmpty();
    assertThat(item(client, V2025_11_25, MAYBE)).isEqualTo("{\"name\":\"m\",\"own\":1.0}");
    assertThat(item(client, V2025_11_25, PLAIN)).isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"t", "tt", "p", "tp", "pt", "ttptt", "ptp", "pttpt", "tptpt", "mtm", "tmtp", ""})
  void givenHiddenToolsAnywhereInAList_whenTranslated_thenTheOthersAreLeft(String list) {
    var before = new StringJoiner(" , ", "[ ", " ]");
    var after = new StringJoiner(",", "[", "]");
    for (char kind : list.toCharArray()) {
      before.add(kind == 't' ? TASK : kind == 'm' ? MAYBE : PLAIN);
      if (kind != 't') {
        after.add(kind == 'm' ? "{\"name\":\"m\",\"own\":1.0}" : PLAIN);
      }
    }
    Envelope answer = read("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":" + before
        + ",\"nextCursor\":\"c\"}}");
    var splice = Splice.of(answer);

    Translation.between(V2025_11_25, V2025_11_25).answer(answer, listing(), splice);

    byte[] edited = splice.apply();
    JsonText.check(edited);
    assertThat(new String(edited, UTF_8).replace(" ", ""))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":" + after
            + ",\"nextCursor\":\"c\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/a\"},\"$defs\":{\"a\":{\"$ref\":\"#\"}}}"
            + " | {\"type\":\"array\",\"items\":{\"$ref\":\"#/properties/result/$defs/a\"},"
            + "\"$defs\":{\"a\":{\"$ref\":\"#/properties/result\"}}}",
        "{\"type\":\"string\",\"const\":{\"$ref\":\"#/a\"}}"
            + " | {\"type\":\"string\",\"const\":{\"$ref\":\"#/a\"}}",
        "{\"anyOf\":[{\"$ref\":\"#/$defs/a\"},{\"$ref\":\"https://x/y#/z\"},{\"$ref\":\"#anchor\"}]}"
            + " | {\"anyOf\":[{\"$ref\":\"#/properties/result/$defs/a\"},{\"$ref\":\"https://x/y#/z\"},"
            + "{\"$ref\":\"#anchor\"}]}",
        "{\"$id\":\"https://x/y\",\"$ref\":\"#/$defs/a\"}"
            + " | {\"$id\":\"https://x/y\",\"$ref\":\"#/$defs/a\"}",
        "{\"properties\":{\"$ref\":{\"type\":\"string\"},\"b\":{\"$dynamicRef\":\"#/c\"}}}"
            + " | {\"properties\":{\"$ref\":{\"type\":\"string\"},"
            + "\"b\":{\"$dynamicRef\":\"#/properties/result/c\"}}}",
        "true | true",
        "{} | {}",
      })
  void givenOutputSchemaOfNoObject_whenTheClientIsOlder_thenItIsAPropertyOfOne(
      String schema, String inner) {
    String tool = "{\"name\":\"t\",\"outputSchema\":" + schema + ",\"own\":1}";

    assertThat(item(V2025_06_18, V2026_07_28, tool))
        .isEqualTo(
            "{\"name\":\"t\",\"outputSchema\":{\"type\":\"object\",\"properties\":{\"result\":"
                + inner + "},\"required\":[\"result\"]},\"own\":1}");
    assertThat(Translation.between(V2025_06_18, V2026_07_28).wrapsOutput(tool.getBytes(UTF_8)))
        .isTrue();
    assertThat(item(V2026_07_28, V2026_07_28, tool)).isEqualTo(tool);
  }

  @Test
  void givenDialectOfASchema_whenWrapped_thenItIsThatOfTheWholeSchema() {
    assertThat(item(
            V2025_11_25,
            V2026_07_28,
            "{\"name\":\"t\",\"outputSchema\":{\"$schema\":\"https://d\",\"type\":\"number\"}}"))
        .isEqualTo(
            "{\"name\":\"t\",\"outputSchema\":{\"$schema\":\"https://d\",\"type\":\"object\","
                + "\"properties\":{\"result\":{\"type\":\"number\"}},\"required\":[\"result\"]}}");
  }

  @Test
  void givenOutputSchemaOfAnObject_whenTheClientIsOlder_thenItStays() {
    String tool = "{\"name\":\"t\",\"outputSchema\":{\"properties\":{},\"type\":\"object\"}}";

    assertThat(item(V2024_11_05, V2026_07_28, tool)).isEqualTo(tool);
    assertThat(Translation.between(V2025_06_18, V2026_07_28).wrapsOutput(tool.getBytes(UTF_8)))
        .isFalse();
    assertThat(Translation.between(V2025_06_18, V2026_07_28).wrapsOutput(PLAIN.getBytes(UTF_8)))
        .isFalse();
  }

  @Test
  void givenOutputSchemaThatNestsTooDeeply_whenItWouldBeWrapped_thenItIsLeftOut() {
    String schema = "{\"items\":".repeat(100) + "true" + "}".repeat(100);

    assertThat(item(V2025_11_25, V2026_07_28, "{\"name\":\"t\",\"outputSchema\":" + schema + "}"))
        .isEqualTo("{\"name\":\"t\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"properties\":{\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"}}}",
        "{\"properties\":{\"a\":{\"x-mcp-header\":\"A\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A B\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":7}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},"
            + "\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"}}}",
        "{\"type\":\"string\",\"x-mcp-header\":\"A\"}",
        "{\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}",
        "{\"anyOf\":[{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}]}",
        "{\"$defs\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}",
        "{\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}}",
      })
  void givenBadHeaderParameter_whenListed_thenModernClientsDoNotSeeTheTool(String schema) {
    String tool = "{\"name\":\"t\",\"inputSchema\":" + schema + "}";

    for (ProtocolRevision server : ProtocolRevision.values()) {
      assertThat(item(V2026_07_28, server, tool)).isEmpty();
      for (ProtocolRevision client : EnumSet.range(V2024_11_05, V2025_11_25)) {
        assertThat(item(client, server, tool)).isEqualTo(tool);
      }
    }
  }

  @Test
  void givenGoodHeaderParameters_whenRead_thenPathsAndTypesAreThere() {
    String schema = "{\"type\":\"object\",\"properties\":{"
        + "\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
        + "\"in\":{\"properties\":{\"n\":{\"type\":\"integer\",\"x-mcp-header\":\"N\"}}},"
        + "\"x-mcp-header\":{\"type\":\"boolean\",\"x-mcp-header\":\"Odd\"},"
        + "\"plain\":{\"type\":\"number\",\"default\":{\"x-mcp-header\":\"no schema\"}}}}";

    assertThat(HeaderParameters.read(schema.getBytes(UTF_8)).orElseThrow())
        .containsExactly(
            new HeaderParameter("Region", List.of("region"), "string"),
            new HeaderParameter("N", List.of("in", "n"), "integer"),
            new HeaderParameter("Odd", List.of("x-mcp-header"), "boolean"));
    assertThat(item(V2026_07_28, V2026_07_28, "{\"inputSchema\":" + schema + "}"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompts/list", "resources/list", "resources/templates/list"})
  void givenOtherLists_whenTranslated_thenTheirItemsStay(String method) {
    for (ProtocolRevision client : ProtocolRevision.values()) {
      for (ProtocolRevision server : ProtocolRevision.values()) {
        var translation = Translation.between(client, server);

        assertThat(translation.touchesItems(method)).isFalse();
        assertThat(translation.item(method, TASK.getBytes(UTF_8))).isPresent();
      }
    }
  }

  private static String item(ProtocolRevision client, ProtocolRevision server, String tool) {
    return Translation.between(client, server)
        .item("tools/list", tool.getBytes(UTF_8))
        .map(edited -> new String(edited, UTF_8))
        .orElse("");
  }

  private static AnsweredCall listing() {
    return new AnsweredCall(
        read("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"), "s", new byte[0], false);
  }

  private static Envelope read(String message) {
    return Envelope.read(message.getBytes(UTF_8));
  }
}
