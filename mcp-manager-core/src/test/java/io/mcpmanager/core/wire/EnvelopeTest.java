package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mcpmanager.core.wire.Envelope.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvelopeTest {

  @Test
  void givenToolCall_whenRead_thenItsPartsAreKnown() {
    var envelope = read("""
        {"jsonrpc":"2.0", "id" : "7", "method":"tools/c\\u0061ll", "params": {
          "name":"ec\\"ho", "arguments":{"name":1,"uri":[2]}, "_meta":{"x":{}, "progressToken": 5}}}
        """);

    assertThat(envelope.kind()).isEqualTo(Kind.REQUEST);
    assertThat(envelope.id()).contains(RequestId.of("7"));
    assertThat(envelope.method()).isEqualTo("tools/call");
    assertThat(envelope.text(Member.NAME)).contains("ec\"ho");
    assertThat(raw(envelope, Member.ID)).isEqualTo("\"7\"");
    assertThat(raw(envelope, Member.ARGUMENTS)).isEqualTo("{\"name\":1,\"uri\":[2]}");
    assertThat(envelope.token(Member.META_PROGRESS_TOKEN)).contains(RequestId.of(5));
    assertThat(envelope.has(Member.URI)).isFalse();
    assertThat(envelope.problem()).isEmpty();
  }

  @Test
  void givenNotifications_whenRead_thenTheirTokensAreKnown() {
    var progress = read("""
        {"jsonrpc":"2.0","method":"notifications/progress",
         "params":{"progressToken":"p","progress":0.5,"level":"info"}}""");
    var cancelled = read("""
        {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":-12}}""");

    assertThat(progress.kind()).isEqualTo(Kind.NOTIFICATION);
    assertThat(progress.token(Member.PROGRESS_TOKEN)).contains(RequestId.of("p"));
    assertThat(raw(progress, Member.PROGRESS)).isEqualTo("0.5");
    assertThat(progress.text(Member.PROGRESS)).isEmpty();
    assertThat(progress.text(Member.LEVEL)).contains("info");
    assertThat(cancelled.token(Member.REQUEST_ID)).contains(RequestId.of(-12));
  }

  @Test
  void givenCompletion_whenRead_thenItsReferenceIsKnown() {
    var envelope = read("""
        {"jsonrpc":"2.0","id":1,"method":"completion/complete",
         "params":{"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"a","value":"b"}}}""");

    assertThat(envelope.text(Member.REF_TYPE)).contains("ref/prompt");
    assertThat(envelope.text(Member.REF_NAME)).contains("greet");
    assertThat(envelope.has(Member.NAME)).isFalse();
  }

  @Test
  void givenAnswers_whenRead_thenTheyAreToldApart() {
    var result = read("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}");
    var error = read(
        "{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32601,\"message\":\"no\",\"data\":[1]}}");
    var lost =
        read("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"no\"}}");

    assertThat(result.kind()).isEqualTo(Kind.RESPONSE);
    assertThatIllegalStateException().isThrownBy(result::method);
    assertThat(error.kind()).isEqualTo(Kind.ERROR_RESPONSE);
    assertThat(error.token(Member.ERROR_CODE)).contains(RequestId.of(-32601));
    assertThat(raw(error, Member.ERROR_DATA)).isEqualTo("[1]");
    assertThat(lost.kind()).isEqualTo(Kind.ERROR_RESPONSE);
    assertThat(lost.id()).isEmpty();
  }

  @Test
  void givenBatch_whenRead_thenEachElementCanBeRead() {
    byte[] batch = " [ {\"jsonrpc\":\"2.0\",\"method\":\"a\"} , 5 ] ".getBytes(UTF_8);
    var envelope = Envelope.read(batch);

    assertThat(envelope.kind()).isEqualTo(Kind.BATCH);
    assertThat(envelope.elements()).hasSize(2);
    assertThat(Envelope.read(batch, envelope.elements().get(0)).method()).isEqualTo("a");
    assertThat(Envelope.read(batch, envelope.elements().get(1)).kind()).isEqualTo(Kind.INVALID);
  }

  @Test
  void givenTooLargeBatch_whenRead_thenItIsRefused() {
    var envelope = read("[" + "1,".repeat(Envelope.MAX_BATCH) + "1]");

    assertThat(envelope.kind()).isEqualTo(Kind.INVALID);
    assertThat(envelope.elements()).isEmpty();
    assertThat(envelope.problem()).contains("a batch must have at most 1000 messages");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {"jsonrpc":"2.0","id":1,"method":"a","id":2}                              | id must not be given twice
          {"jsonrpc":"2.0","id":1,"method":"a","\\u0069d":2}                        | id must not be given twice
          {"jsonrpc":"2.0","id":1,"method":"a","method":"a"}                        | method must not be given twice
          {"jsonrpc":"2.0","id":1,"method":"a","params":{"name":"x","name":"y"}}    | params.name must not be given twice
          {"jsonrpc":"2.0","id":1,"method":"a","params":{},"params":{}}             | params must not be given twice
          {"jsonrpc":"2.0","id":1,"method":"a","params":{"_meta":{},"_meta":{}}}    | params._meta must not be given twice
          {"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"a"}                     | jsonrpc must not be given twice
          {"jsonrpc":"1.0","id":1,"method":"a"}                                     | jsonrpc must be "2.0"
          {"jsonrpc":2.0,"id":1,"method":"a"}                                       | jsonrpc must be "2.0"
          {"id":1,"method":"a"}                                                     | jsonrpc must be "2.0"
          {"jsonrpc":"2.0","id":1.5,"method":"a"}                                   | id must be a string or an integer of 64 bits
          {"jsonrpc":"2.0","id":1e3,"method":"a"}                                   | id must be a string or an integer of 64 bits
          {"jsonrpc":"2.0","id":[1],"method":"a"}                                   | id must be a string or an integer of 64 bits
          {"jsonrpc":"2.0","id":9223372036854775808,"method":"a"}                   | id must be a string or an integer of 64 bits
          {"jsonrpc":"2.0","id":null,"method":"a"}                                  | a request's id must not be null
          {"jsonrpc":"2.0","id":1,"method":5}                                       | method must be a string
          {"jsonrpc":"2.0","id":1,"method":"a","params":[]}                         | params must be an object
          {"jsonrpc":"2.0","id":1,"method":"a","result":{}}                         | a message must not have both method and result
          {"jsonrpc":"2.0","id":1,"result":{},"error":{}}                           | an answer must not have both result and error
          {"jsonrpc":"2.0","id":1,"error":"x"}                                      | error must be an object
          {"jsonrpc":"2.0","id":null,"result":{}}                                   | a result must have an id that is not null
          {"jsonrpc":"2.0","id":1}                                                  | a message must have method, result or error
          []                                                                        | a batch must not be empty
          "text"                                                                    | a message must be an object
          """)
  void givenInvalidMessage_whenRead_thenTheReasonIsTold(String message, String problem) {
    var envelope = read(message);

    assertThat(envelope.kind()).isEqualTo(Kind.INVALID);
    assertThat(envelope.problem()).contains(problem);
    assertThat(envelope.isJson()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"_meta\":{]}}",
        "\ufeff{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}",
        "[{\"a\":1},]",
        "hello"
      })
  void givenTextThatIsNotJson_whenRead_thenItIsInvalidWithoutAnId(String message) {
    var envelope = read(message);

    assertThat(envelope.kind()).isEqualTo(Kind.INVALID);
    assertThat(envelope.isJson()).isFalse();
    assertThat(envelope.id()).isEmpty();
    assertThat(envelope.problem()).isPresent();
  }

  @Test
  void givenIdsAtTheEdges_whenRead_thenTheyAreExact() {
    assertThat(id("9223372036854775807")).isEqualTo(RequestId.of(Long.MAX_VALUE));
    assertThat(id("-9223372036854775808")).isEqualTo(RequestId.of(Long.MIN_VALUE));
    assertThat(id("\"1\"")).isNotEqualTo(id("1"));
    assertThat(id("\"\\ud800\"").toJson()).asString().isEqualTo("\"\\ud800\"");
    assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":-9223372036854775809,\"method\":\"a\"}")
            .kind())
        .isEqualTo(Kind.INVALID);
  }

  @Test
  void givenInvalidRequestWithGoodId_whenRead_thenTheIdCanBeAnswered() {
    var envelope = read("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"a\",\"params\":3}");

    assertThat(envelope.kind()).isEqualTo(Kind.INVALID);
    assertThat(envelope.id()).contains(RequestId.of(8));
  }

  @Test
  void givenNullParams_whenRead_thenTheRequestIsAccepted() {
    assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"a\",\"params\":null}")
            .kind())
        .isEqualTo(Kind.REQUEST);
  }

  private static RequestId id(String json) {
    return read("{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":" + json + "}")
        .id()
        .orElseThrow();
  }

  private static Envelope read(String message) {
    return Envelope.read(message.getBytes(UTF_8));
  }

  private static String raw(Envelope envelope, Member member) {
    return new String(envelope.span(member).orElseThrow().copyFrom(envelope.bytes()), UTF_8);
  }
}
