package io.mcpmanager.docker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.docker.transport.ChunkedInput;
import io.mcpmanager.docker.transport.EngineTransport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

final class FrameInputPropertyTest {

  @Property(tries = 300)
  void anySplitOfTheConnectionYieldsTheSameStreams(
      @ForAll @Size(max = 20) List<@AlphaChars @StringLength(max = 50) String> texts,
      @ForAll @IntRange(min = 1, max = 40) int arriving,
      @ForAll @IntRange(min = 1, max = 40) int asked)
      throws IOException {
    var wire = new ByteArrayOutputStream();
    var expectedOut = new StringBuilder();
    var expectedErr = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      int stream = i % 3 == 0 ? 2 : 1;
      wire.writeBytes(FrameInputTest.frame(stream, texts.get(i)));
      (stream == 1 ? expectedOut : expectedErr).append(texts.get(i));
    }
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();

    var input = new FrameInput(trickling(wire.toByteArray(), arriving), err::write);
    var buffer = new byte[asked];
    for (int count = input.read(buffer, 0, asked);
        count >= 0;
        count = input.read(buffer, 0, asked)) {
      out.write(buffer, 0, count);
    }

    assertThat(out).hasToString(expectedOut.toString());
    assertThat(err).hasToString(expectedErr.toString());
  }

  @Property(tries = 300)
  void anySizeOfChunksYieldsTheSameBody(
      @ForAll @Size(max = 20) List<@AlphaChars @StringLength(min = 1, max = 50) String> texts,
      @ForAll @IntRange(min = 1, max = 40) int arriving)
      throws IOException {
    var wire = new StringBuilder();
    texts.forEach(text -> wire.append(Integer.toHexString(text.length()).toUpperCase(Locale.ROOT))
        .append("\r\n")
        .append(text)
        .append("\r\n"));
    wire.append("0\r\n\r\n");

    var body = new ChunkedInput(trickling(EngineTransport.bytes(wire.toString()), arriving));

    assertThat(body.readAllBytes()).isEqualTo(EngineTransport.bytes(String.join("", texts)));
  }

  /** Gives no more at a time than so much. */
  private static InputStream trickling(byte[] bytes, int most) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, Math.min(length, most));
      }
    };
  }
}
