package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import org.junit.jupiter.api.Test;

final class ServerGreetingTest {

  private static final String CAPABILITIES =
      "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":false}}";

  @Test
  void givenEitherEra_whenRead_thenTheGreetingIsTheSameButForTheRevision() {
    ServerGreeting old = ServerGreeting.read(
        answer(
            "{\"protocolVersion\":\"2025-06-18\","
                + "\"capabilities\":" + CAPABILITIES
                + ",\"serverInfo\":{\"name\":\"n\",\"version\":\"1\"},\"instructions\":\"say \\\"hi\\\"\"}"));
    ServerGreeting discovered = ServerGreeting.discovered(
        ProtocolRevision.V2026_07_28,
        answer(
            "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                + "\"capabilities\":" + CAPABILITIES + ",\"instructions\":\"say \\\"hi\\\"\","
                + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"n\",\"version\":\"1\"}}}"));

    for (ServerGreeting greeting : new ServerGreeting[] {old, discovered}) {
      assertThat(greeting.name()).isEqualTo("n");
      assertThat(greeting.version()).isEqualTo("1");
      assertThat(greeting.instructions()).isEqualTo("say \"hi\"");
      assertThat(greeting.capabilities()).asString(UTF_8).isEqualTo(CAPABILITIES);
      assertThat(greeting.serverInfo())
          .asString(UTF_8)
          .isEqualTo("{\"name\":\"n\",\"version\":\"1\"}");
      assertThat(greeting.offers("tools")).isTrue();
      assertThat(greeting.offers("prompts")).isFalse();
      assertThat(greeting.offers("tools", "listChanged")).isTrue();
      assertThat(greeting.offers("resources", "subscribe")).isFalse();
    }
    assertThat(new String(discovered.result(), UTF_8))
        .isEqualTo(new String(old.result(), UTF_8).replace("2025-06-18", "2026-07-28"));
  }

  @Test
  void givenServerThatSaysNothingAboutItself_whenRead_thenAllOfItIsEmpty() {
    ServerGreeting greeting = ServerGreeting.discovered(ProtocolRevision.V2026_07_28, answer("{}"));

    assertThat(greeting.name()).isEmpty();
    assertThat(greeting.instructions()).isEmpty();
    assertThat(greeting.capabilities()).asString(UTF_8).isEqualTo("{}");
    assertThat(greeting.serverInfo()).asString(UTF_8).isEqualTo("{}");
  }

  private static Envelope answer(String result) {
    return Envelope.read(
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}").getBytes(UTF_8));
  }
}
