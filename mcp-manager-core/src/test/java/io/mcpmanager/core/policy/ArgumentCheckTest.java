package io.mcpmanager.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.core.wire.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class ArgumentCheckTest {

  private final ArgumentCheck check = new ArgumentCheck();

  private void check(String schema, String arguments) {
    byte[] params = ("{\"name\":\"t\",\"arguments\":" + arguments + "}").getBytes(UTF_8);
    check.check(
        Definition.read("t", ("{\"inputSchema\":" + schema + "}").getBytes(UTF_8)),
        params,
        new Span(0, params.length));
  }

  private List<Problem> problems(String schema, String arguments) {
    try {
      check(schema, arguments);
      return List.of();
    } catch (ValidationException e) {
      return e.problems();
    }
  }

  private void assertUncheckable(String schema, String arguments) {
    assertThatThrownBy(() -> check(schema, arguments))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isIn(ErrorCode.UPSTREAM_ERROR, ErrorCode.LIMIT_REACHED));
  }

  @Test
  void givenArgumentsThatFit_whenChecked_thenNothingHappens() {
    String schema = "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\","
        + "\"pattern\":\"^/\"}},\"required\":[\"path\"]}";

    assertThat(problems(schema, "{\"path\":\"/a\"}")).isEmpty();
    assertThatCode(() -> check.check(
            Definition.read("t", "{\"name\":\"t\"}".getBytes(UTF_8)), new byte[0], null))
        .doesNotThrowAnyException();
  }

  @Test
  void givenArgumentsThatDoNotFit_whenChecked_thenEveryFieldIsNamed() {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\",\"maxLength\":3},"
            + "\"list\":{\"items\":{\"properties\":{\"n\":{\"type\":\"integer\"}}}},"
            + "\"kind\":{\"enum\":[\"a\"]}},"
            + "\"required\":[\"path\",\"other\"],\"additionalProperties\":false}";

    assertThat(problems(
            schema,
            "{\"path\":\"abcd\",\"list\":[{},{\"n\":\"x\"}],\"kind\":\"b\",\"m\u200bore\":1}"))
        .extracting(problem -> problem.field() + " " + problem.code())
        .containsExactlyInAnyOrder(
            "arguments.path OUT_OF_RANGE",
            "arguments.list[1].n WRONG_TYPE",
            "arguments.kind NOT_ALLOWED",
            "arguments.other REQUIRED",
            "arguments.m\\u200bore UNKNOWN_FIELD");
    assertThat(problems(schema, "null")).hasSize(1);
  }

  @Test
  void givenNoArguments_whenSomeAreRequired_thenThatIsSaid() {
    byte[] params = "{\"name\":\"t\"}".getBytes(UTF_8);

    assertThatThrownBy(() -> check.check(
            Definition.read("t", "{\"inputSchema\":{\"required\":[\"a\"]}}".getBytes(UTF_8)),
            params,
            new Span(0, params.length)))
        .hasMessageContaining("arguments.a");
  }

  @Test
  void givenOlderSchemas_whenChecked_thenTheyHoldByTheirOwnRules() {
    assertThat(problems(
            "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"definitions\":{\"a\":"
                + "{\"type\":\"string\"}},\"properties\":{\"x\":{\"$ref\":\"#/definitions/a\"}}}",
            "{\"x\":1}"))
        .hasSize(1);
  }

  @Test
  void givenMembersTwice_whenChecked_thenTheyAreRefused() {
    assertThat(problems("{\"type\":\"object\"}", "{\"a\":1,\"\\u0061\":2}")).hasSize(1);
    assertThat(problems("{\"type\":\"object\"}", "{\"a\":" + "9".repeat(5_000) + "}"))
        .hasSize(1);
    assertThat(
            problems("{\"type\":\"object\"}", "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"))
        .hasSize(1);
  }

  @Test
  void givenASchemaThatNamesAddresses_whenChecked_thenNothingIsFetched() throws IOException {
    try (var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.configureBlocking(false);
      String address = "http://127.0.0.1:" + server.socket().getLocalPort() + "/s.json";
      assertUncheckable("{\"$ref\":\"" + address + "\"}", "{}");
      assertUncheckable("{\"$schema\":\"" + address + "\"}", "{}");
      assertUncheckable("{\"$id\":\"" + address + "\",\"$ref\":\"other.json\"}", "{}");
      assertUncheckable("{\"$dynamicRef\":\"" + address + "#x\"}", "{}");
      assertUncheckable("{\"$ref\":\"file:///etc/passwd\"}", "{}");
      assertUncheckable("{\"$ref\":\"classpath:draft/2020-12/schema.json\"}", "{}");
      assertThat(server.accept()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"#\"}",
        "{\"$dynamicRef\":\"#x\",\"$dynamicAnchor\":\"x\"}",
        "{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}",
        "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},\"$ref\":\"#/$defs/a\"}",
        "{\"type\":7}",
        "{\"pattern\":\"(\"}",
        "{\"$ref\":\"#/none\"}",
        "{\"properties\":7}"
      })
  void givenSchemasThatLeadNowhere_whenChecked_thenTheCallIsRefused(String schema) {
    try {
      check(schema, "{\"a\":1}");
    } catch (McpManagerException refused) {
      assertThat(refused.code()).isNotEqualTo(ErrorCode.INTERNAL_ERROR);
    }
  }

  @Test
  void givenReferencesThatFanOut_whenChecked_thenItEndsSoon() {
    var schema = new StringBuilder("{\"$defs\":{\"d0\":{}");
    for (int i = 1; i < 60; i++) {
      String before = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}";
      schema.append(",\"d").append(i).append("\":{\"allOf\":[").append(before).append(",");
      schema.append(before).append("]}");
    }
    assertUncheckable(schema.append("},\"$ref\":\"#/$defs/d59\"}").toString(), "{}");

    String tree = "{\"$defs\":{\"t\":{\"properties\":{\"a\":{\"allOf\":[{\"$ref\":\"#/$defs/t\"},"
        + "{\"$ref\":\"#/$defs/t\"}]}}}},\"$ref\":\"#/$defs/t\"}";
    assertUncheckable(tree, "{\"a\":".repeat(60) + "{}" + "}".repeat(60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"^(a+)+$", "^(a|a)*$", "^(.*,){20}x$", "(a*)*b"})
  void givenExpressionsThatGoBack_whenChecked_thenTheyEndSoon(String pattern) {
    long began = System.nanoTime();

    assertThatThrownBy(() -> check(
            "{\"properties\":{\"a\":{\"pattern\":\"" + pattern + "\"}}}",
            "{\"a\":\"" + (pattern.contains(",") ? "a,".repeat(60) : "a".repeat(60)) + "!\"}"))
        .isInstanceOf(McpManagerException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void givenManyShortMatches_whenTogetherTheyAreTooMany_thenTheCheckEnds() {
    var list = new StringBuilder("[\"" + "a".repeat(5_000) + "\"");
    for (int i = 0; i < 1_400; i++) {
      list.append(",\"").append("a".repeat(5_000)).append('"');
    }

    assertUncheckable(
        "{\"properties\":{\"a\":{\"items\":{\"pattern\":\"b$\"}}}}", "{\"a\":" + list.append("]}"));
  }

  @Test
  void givenADeepSchema_whenChecked_thenItIsRefused() {
    String deep = "{\"properties\":{\"a\":".repeat(60) + "{}" + "}}".repeat(60);

    assertUncheckable(deep, "{}");
  }

  @Test
  void givenASchemaThatTakesAnothersAddress_whenBothAreChecked_thenEachHoldsForItself() {
    String id = "\"$id\":\"http://example.com/a\",";

    assertThat(problems("{" + id + "\"type\":\"object\"}", "{}")).isEmpty();
    assertThat(problems("{" + id + "\"type\":\"string\"}", "{}")).hasSize(1);
    assertThat(problems("{" + id + "\"type\":\"object\"}", "{}")).isEmpty();
  }

  @Test
  void givenMoreSchemasThanAreKept_whenChecked_thenAllHold() {
    for (int i = 0; i < 1_200; i++) {
      assertThat(problems("{\"minProperties\":" + (i + 1) + "}", "{}")).hasSize(1);
    }
  }

  @Test
  void givenLongArguments_whenChecked_thenTheyAreRefused() {
    assertThatThrownBy(() -> check("{}", "{\"a\":\"" + "x".repeat(ArgumentCheck.LONGEST) + "\"}"))
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }
}
