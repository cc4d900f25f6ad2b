package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.core.wire.LineReader.MessageSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

final class LineReaderPropertyTest {

  @Property
  void givenLines_whenTheirBytesAreSplitAnywhere_thenTheSameLinesComeOut(
      @ForAll("lines") List<String> lines,
      @ForAll @IntRange(min = 1, max = 20_000) int limit,
      @ForAll @IntRange(min = 1, max = 9_000) int largestPiece,
      @ForAll Random random)
      throws IOException {
    String stream = String.join("", lines);

    var seen = read(Chopped.of(stream.getBytes(UTF_8), random, largestPiece), limit);

    assertThat(seen).isEqualTo(expected(stream, limit));
  }

  @Property
  void givenMessage_whenWrittenAsLine_thenItIsReadAsOneLineOfEqualLength(
      @ForAll("lines") List<String> lines) throws IOException {
    byte[] message = ("{" + String.join("", lines) + "}").getBytes(UTF_8);

    var seen = read(new ByteArrayInputStream(LineWriter.line(message)), LineReader.MAX_MESSAGE);

    assertThat(seen)
        .containsExactly(
            "line " + new String(message, UTF_8).replace('\n', ' ').replace('\r', ' '));
  }

  @Example
  void givenByteOrderMarkInPieces_whenRead_thenItIsDropped() throws IOException {
    byte[] stream = "\ufeff{}\n\ufeff{}\n".getBytes(UTF_8);

    assertThat(read(Chopped.of(stream, new Random(1), 1), 100))
        .containsExactly("line {}", "line \ufeff{}");
    assertThat(read(new ByteArrayInputStream(stream), 100))
        .containsExactly("line {}", "line \ufeff{}");
  }

  @Example
  void givenByteOrderMarkInPieces_whenALineEndComesWithItsLastByte_thenTheLineEndsThere()
      throws IOException {
    byte[] stream = "\ufeff\n{}\n".getBytes(UTF_8);

    for (int seed = 0; seed < 50; seed++) {
      assertThat(read(Chopped.of(stream, new Random(seed), 3), 100)).containsExactly("line {}");
    }
  }

  @Example
  void givenPartOfByteOrderMark_whenTheStreamEnds_thenItIsALine() throws IOException {
    assertThat(read(new ByteArrayInputStream(new byte[] {(byte) 0xef}), 100))
        .containsExactly("unterminated \ufffd");
  }

  @Example
  void givenText_whenRead_thenBlankLinesStayAndLongOnesAreCut() throws IOException {
    byte[] text = ("a\n\n" + "x".repeat(LineReader.MAX_TEXT + 1) + "\r\nend\u00e9").getBytes(UTF_8);
    var seen = new ArrayList<String>();

    LineReader.readText(
        new ByteArrayInputStream(text, 0, text.length - 1),
        (line, cut) -> seen.add(cut + " " + line));

    assertThat(seen)
        .containsExactly(
            "false a", "false ", "true " + "x".repeat(LineReader.MAX_TEXT), "false end\ufffd");
  }

  @Example
  void givenALineOf300Megabytes_whenRead_thenItIsSkippedAndTheNextOneIsThere() throws IOException {
    byte[] piece = "x".repeat(1 << 20).getBytes(UTF_8);
    var pieces =
        IntStream.range(0, 300).<InputStream>mapToObj(i -> new ByteArrayInputStream(piece));
    var next = new ByteArrayInputStream("\nnext\n".getBytes(UTF_8));
    var stream = new SequenceInputStream(
        Collections.enumeration(Stream.concat(pieces, Stream.of(next)).toList()));

    var seen = read(stream, LineReader.MAX_MESSAGE);

    assertThat(seen).hasSize(2);
    assertThat(seen.getFirst())
        .startsWith("oversized " + (300 << 20) + " xxx")
        .hasSizeLessThan(1000);
    assertThat(seen.getLast()).isEqualTo("line next");
  }

  @Provide
  Arbitrary<List<String>> lines() {
    return Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.of("\n", "\r\n", "\r", " ", "\n\n", "é")),
            Tuple.of(4, Arbitraries.strings().withCharRange('a', 'z').ofMaxLength(300)),
            Tuple.of(1, Arbitraries.integers().between(0, 30_000).map("z"::repeat)))
        .list()
        .ofMaxSize(20);
  }

  private static List<String> read(InputStream in, int limit) throws IOException {
    var seen = new ArrayList<String>();
    LineReader.readMessages(in, limit, new MessageSink() {
      @Override
      public void line(byte[] line) {
        seen.add("line " + new String(line, UTF_8));
      }

      @Override
      public void unterminated(byte[] line) {
        seen.add("unterminated " + new String(line, UTF_8));
      }

      @Override
      public void oversized(long length, byte[] head, byte[] tail) {
        seen.add("oversized " + length + " " + new String(head, UTF_8) + " … "
            + new String(tail, UTF_8));
      }
    });
    return seen;
  }

  /** The same by the simplest means there are, on the whole text at once. */
  private static List<String> expected(String stream, int limit) {
    var expected = new ArrayList<String>();
    String[] lines = stream.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      boolean last = i == lines.length - 1;
      String line = !last && lines[i].endsWith("\r")
          ? lines[i].substring(0, lines[i].length() - 1)
          : lines[i];
      byte[] bytes = line.getBytes(UTF_8);
      if (bytes.length > limit) {
        byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, LineReader.HEAD));
        byte[] tail =
            Arrays.copyOfRange(bytes, Math.max(0, bytes.length - LineReader.TAIL), bytes.length);
        expected.add("oversized " + bytes.length + " " + new String(head, UTF_8) + " … "
            + new String(tail, UTF_8));
      } else if (!line.isBlank()) {
        expected.add((last ? "unterminated " : "line ") + line);
      }
    }
    return expected;
  }
}
