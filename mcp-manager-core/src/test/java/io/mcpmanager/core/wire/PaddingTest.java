package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PaddingTest {

  private static final int LIMIT = 10_000_000;

  @Test
  void givenLinesOfAllLengths_whenRead_thenLongOnesMayHaveSpacesBehindThem() throws IOException {
    var random = new Random(1);
    var sent = new ByteArrayOutputStream();
    var expected = new ArrayList<String>();
    for (int length :
        new int[] {10, 2_000_000, 3, 1_900_000, 70_000, 5, 131_000, 65_536, 1, 260_000}) {
      String line = line(length, random);
      expected.add(line);
      sent.writeBytes((line + (length % 2 == 0 ? "\n" : "\r\n")).getBytes(US_ASCII));
    }
    for (int piece : new int[] {700, 64 * 1024, LIMIT}) {
      var lines = new ArrayList<String>();

      LineReader.readMessages(Chopped.of(sent.toByteArray(), random, piece), LIMIT, sink(lines));

      assertThat(lines).isEqualTo(expected);
    }
  }

  @Test
  void givenLongEvents_whenRead_thenTheirDataMayHaveSpacesAroundIt() throws IOException {
    var random = new Random(2);
    var sent = new ByteArrayOutputStream();
    var expected = new ArrayList<String>();
    for (int length : new int[] {1_040_000, 10, 70_000, 1_040_000, 65_000}) {
      String line = line(length, random);
      expected.add(line);
      sent.writeBytes(SseWriter.event("7", line.getBytes(US_ASCII)));
    }
    var reader = new SseReader(new ByteArrayInputStream(sent.toByteArray()), LIMIT);
    var events = new ArrayList<String>();
    for (var event = reader.next(); event.isPresent(); event = reader.next()) {
      assertThat(event.get().isCut()).isFalse();
      events.add(new String(event.get().data(), US_ASCII).strip());
    }

    assertThat(events).isEqualTo(expected);
  }

  @Test
  void givenBodiesOfAllLengths_whenReadAsJson_thenTheyAreWholeAndNotOverTheLimit()
      throws IOException {
    for (int length : new int[] {0, 100, 65_537, 999_000, LIMIT - 64, LIMIT - 1, LIMIT}) {
      byte[] body = line(length, new Random(3)).getBytes(US_ASCII);
      for (boolean announced : new boolean[] {true, false}) {
        byte[] read = response(body, announced).readJson(LIMIT);

        assertThat(read.length).isLessThanOrEqualTo(LIMIT);
        assertThat(new String(read, 0, Padding.end(read), US_ASCII))
            .isEqualTo(new String(body, US_ASCII));
      }
    }
  }

  @Test
  void givenBodyOverTheLimit_whenReadAsJson_thenOneByteTooMuchTellsSo() throws IOException {
    byte[] body = line(LIMIT + 10, new Random(4)).getBytes(US_ASCII);

    assertThat(response(body, true).readJson(LIMIT)).hasSize(LIMIT + 1);
    assertThat(response(body, false).readJson(LIMIT)).hasSize(LIMIT + 1);
  }

  @Test
  void givenAnnouncedLength_whenReadAsJson_thenThereIsRoomForALongerId() throws IOException {
    byte[] read =
        response(line(100_000, new Random(5)).getBytes(US_ASCII), true).readJson(LIMIT);

    assertThat(read).hasSize(100_000 + Padding.ROOM);
    assertThat(Padding.end(read)).isEqualTo(100_000);
  }

  private static HttpResponse response(byte[] body, boolean announced) {
    List<HttpHeader> headers =
        announced ? List.of(new HttpHeader("Content-Length", "" + body.length)) : List.of();
    return new HttpResponse(200, headers, new InputStream() {

      private final InputStream in = new ByteArrayInputStream(body);

      @Override
      public int read() throws IOException {
        return in.read();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        // like a body from the network, which tells of its end even if nothing is asked for
        return in.available() == 0 ? -1 : in.read(target, offset, Math.min(length, 100_000));
      }
    });
  }

  private static String line(int length, Random random) {
    var line = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      line.append((char) ('a' + random.nextInt(26)));
    }
    return line.toString();
  }

  private static LineReader.MessageSink sink(List<String> lines) {
    return new LineReader.MessageSink() {
      @Override
      public void line(byte[] line) {
        lines.add(new String(line, 0, Padding.end(line), US_ASCII));
      }

      @Override
      public void unterminated(byte[] line) {
        throw new AssertionError("a line was not ended");
      }

      @Override
      public void oversized(long length, byte[] head, byte[] tail) {
        throw new AssertionError("a line was too long");
      }
    };
  }
}
