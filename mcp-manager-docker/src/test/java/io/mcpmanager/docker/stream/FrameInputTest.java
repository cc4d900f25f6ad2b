package io.mcpmanager.docker.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FrameInputTest {

  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  @Test
  void givenFramesOfBothStreams_whenRead_thenTheyComeApart() throws Exception {
    byte[] wire =
        join(frame(1, "one "), frame(2, "err"), frame(1, ""), frame(2, "or"), frame(1, "two"));

    assertThat(read(wire)).isEqualTo("one two");
    assertThat(stderr.toString(UTF_8)).isEqualTo("error");
  }

  @Test
  void givenAnyCutButBetweenFrames_whenRead_thenItIsAnError() {
    byte[] first = frame(1, "first");
    byte[] wire = join(first, frame(2, "second"));
    for (int cut = 1; cut < wire.length; cut++) {
      if (cut == first.length) {
        continue;
      }
      byte[] half = Arrays.copyOf(wire, cut);
      assertThatThrownBy(() -> read(half))
          .as("cut at %d", half.length)
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void givenSomethingElse_whenRead_thenItIsAnError() {
    assertThatThrownBy(() -> read("raw output of a terminal".getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no output of a container");
    assertThatThrownBy(() -> read(new byte[] {1, 0, 9, 0, 0, 0, 0, 1, 'x'}))
        .hasMessageContaining("no output of a container");
  }

  @Test
  void givenAFrameOfFourGigabytes_whenRead_thenWhatIsThereComesAndNoMemoryIsTaken() {
    byte[] wire = join(new byte[] {1, 0, 0, 0, -1, -1, -1, -1}, "little".getBytes(UTF_8));

    var in = new FrameInput(new ByteArrayInputStream(wire), stderr::write);

    assertThatThrownBy(() -> {
          assertThat(in.readNBytes(6)).asString(UTF_8).isEqualTo("little");
          in.read();
        })
        .isInstanceOf(EOFException.class);
  }

  private String read(byte[] wire) throws IOException {
    stderr.reset();
    try (InputStream in = new FrameInput(new ByteArrayInputStream(wire), stderr::write)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  static byte[] frame(int stream, String text) {
    byte[] content = text.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + content.length)
        .put((byte) stream)
        .put(new byte[3])
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
