package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SseReaderTest {

  private static SseReader reader(String stream, int maxData) {
    return new SseReader(new ByteArrayInputStream(stream.getBytes(UTF_8)), maxData);
  }

  private static String data(SseReader reader) throws IOException {
    return new String(reader.next().orElseThrow().data(), UTF_8);
  }

  @Test
  void givenLongAndShortLines_whenRead_thenEachEventHasItsOwnData() throws IOException {
    String longer = "x".repeat(10_000);
    String longest = "y".repeat(300_000);
    var reader = reader(
        "data: " + longer + "\n\ndata: short\n\ndata:" + longest + "\nid: 7\n\n"
            + "event: e\ndata: " + longer + "\ndata: more\ndata: " + longest
            + "\n\ndata: a\ndata: b\n\n",
        1_000_000);

    assertThat(data(reader)).isEqualTo(longer);
    assertThat(data(reader)).isEqualTo("short");
    SseEvent numbered = reader.next().orElseThrow();
    assertThat(new String(numbered.data(), UTF_8)).isEqualTo(longest);
    assertThat(numbered.id()).isEqualTo("7");
    assertThat(numbered.isCut()).isFalse();
    assertThat(data(reader)).isEqualTo(longer + "\nmore\n" + longest);
    assertThat(data(reader)).isEqualTo("a\nb");
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void givenDataAtTheBoundAndOverIt_whenRead_thenOnlyTheOverIsCut() throws IOException {
    String most = "x".repeat(9_000);
    var reader = reader(
        "data: " + most + "\n\ndata: " + most + "!\n\ndata: " + most + "\ndata:\n\ndata: end\n\n",
        most.length());

    SseEvent atTheBound = reader.next().orElseThrow();
    assertThat(atTheBound.isCut()).isFalse();
    assertThat(atTheBound.dataLength()).isEqualTo(9_000);
    SseEvent over = reader.next().orElseThrow();
    assertThat(over.isCut()).isTrue();
    assertThat(over.dataLength()).isEqualTo(9_001);
    SseEvent overByALineFeed = reader.next().orElseThrow();
    assertThat(overByALineFeed.isCut()).isTrue();
    assertThat(overByALineFeed.dataLength()).isEqualTo(9_001);
    assertThat(new String(overByALineFeed.data(), UTF_8)).matches("x{1,200}");
    assertThat(data(reader)).isEqualTo("end");
  }
}
