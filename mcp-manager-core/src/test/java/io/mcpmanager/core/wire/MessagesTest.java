package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

final class MessagesTest {

  private static final byte[] PAYLOAD = "{\"a\": 1}".getBytes(UTF_8);

  @Test
  void givenParts_whenWritten_thenTheyAreMessages() {
    assertThat(Messages.request(RequestId.of(1), "a/b", PAYLOAD))
        .asString()
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a/b\",\"params\":{\"a\": 1}}");
    assertThat(Messages.request(RequestId.of("x"), "ping", null))
        .asString()
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"ping\"}");
    assertThat(Messages.notification("n", null))
        .asString()
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"n\"}");
    assertThat(Messages.result(RequestId.of(1), PAYLOAD))
        .asString()
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\": 1}}");
    assertThat(Messages.error(null, -32700, "not \"JSON\"", null))
        .asString()
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"not \\\"JSON\\\"\"}}");
    assertThat(Messages.error(RequestId.of(2), 5, "m", PAYLOAD))
        .asString()
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":5,\"message\":\"m\",\"data\":{\"a\": 1}}}");
  }

  @Test
  void givenListResult_whenRead_thenItsItemsAreKnown() {
    byte[] result = """
        {"tools":[ {"name":"a\\nb","title":"T","inputSchema":{"name":"no"}}, 5, {"name":"x","name":"y"},
          {"uri":"u:/1","uriTemplate":7} ], "nextCursor":"next"}""".getBytes(UTF_8);

    var page = ItemReader.read(result, new Span(0, result.length), "tools");

    assertThat(page.items()).hasSize(2);
    assertThat(page.refused()).isEqualTo(2);
    assertThat(page.nextCursor()).contains("next");
    var first = page.items().get(0);
    assertThat(first.name()).isNotNull();
    assertThat(first.name().value()).isEqualTo("a\nb");
    assertThat(first.name().raw().copyFrom(result)).asString().isEqualTo("\"a\\nb\"");
    assertThat(first.raw().copyFrom(result)).asString().startsWith("{\"name\"").endsWith("}}");
    assertThat(page.items().get(1).uriTemplate()).isNull();
    assertThat(JsonText.member(result, new Span(0, result.length), "nextCursor"))
        .isPresent();
  }

  @Test
  void givenResultWithoutTheList_whenRead_thenItIsRefused() {
    byte[] result = "{\"tools\":{}}".getBytes(UTF_8);
    var span = new Span(0, result.length);

    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> ItemReader.read(result, span, "tools"));
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> ItemReader.read(result, span, "prompts"));
  }
}
