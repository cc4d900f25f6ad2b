package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        " {\"result\" : {\"method\":\"x\"},\"id\":\"a\",\"jsonrpc\":\"2.0\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"m\"}}",
        "{\"other\":{\"method\":1},\"result\":1}",
        "{\"re\\u0073ult\":{}}",
        "{\"id\":1,\"result\":{\"text\":\"cut off",
        "[{\"jsonrpc\":\"2.0\",\"method\":\"a\"},{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]"
      })
  void givenAnAnswer_whenAsked_thenItIsOne(String message) {
    assertThat(Answers.holds(message.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "7",
        "{}",
        "{\"id\":1",
        "{\"id\":1,",
        "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":{\"result\":1}}",
        "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"a\",\"result\":1}",
        "{\"params\":{\"error\":1},\"x\":\"result\"}",
        "{result:1}",
        "{\"id\":01,\"result\":1}",
        "[{\"jsonrpc\":\"2.0\",\"method\":\"a\"}]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
      })
  void givenSomethingElse_whenAsked_thenItIsNone(String message) {
    assertThat(Answers.holds(message.getBytes(UTF_8))).isFalse();
  }

  @Test
  void givenErrorOrResult_whenAskedForAnError_thenOnlyTheErrorIsOne() {
    assertThat(Answers.isError("{\"id\":1,\"error\":{}}".getBytes(UTF_8))).isTrue();
    assertThat(Answers.isError("{\"id\":1,\"result\":{\"error\":1}}".getBytes(UTF_8)))
        .isFalse();
    assertThat(Answers.isError("[{\"id\":1,\"error\":{}}]".getBytes(UTF_8))).isFalse();
  }
}
