package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Nothing that a peer can send makes the wire level do anything but say what is wrong with it. */
final class FuzzPropertyTest {

  private record Case(Envelope.Kind kind, byte[] message) {}

  @Example
  void givenTheCorpus_whenRead_thenEachMessageIsOfItsKindAndItsProblemIsTold() throws IOException {
    List<Case> corpus = corpus();

    assertThat(corpus).hasSizeGreaterThan(60).allSatisfy(one -> {
      Envelope read = Envelope.read(one.message());
      assertThat(read.kind()).as(shown(one.message())).isEqualTo(one.kind());
      checkWhole(read);
    });
  }

  @Example
  void givenTheCorpusAsLines_whenReadInPieces_thenEachIsThereAlone() throws IOException {
    var stream = new ByteArrayOutputStream();
    var expected = new ArrayList<String>();
    for (Case one : corpus()) {
      stream.writeBytes(one.message());
      stream.write('\n');
      expected.add(new String(one.message(), ISO_8859_1));
    }

    for (int seed = 0; seed < 20; seed++) {
      assertThat(lines(Chopped.of(stream.toByteArray(), new Random(seed), 1 + seed * 997)))
          .isEqualTo(expected);
    }
  }

  @Property(tries = 5000)
  void givenCorpusWithChangedBytes_whenRead_thenItIsAMessageOrItsProblemIsTold(
      @ForAll("corpus") byte[] message, @ForAll Random random) {
    checkWhole(Envelope.read(mutated(message, random)));
  }

  @Property(tries = 2000)
  void givenAnyBytes_whenReadAsPartOfMore_thenNothingAroundThemMatters(
      @ForAll("corpus") byte[] message, @ForAll byte[] before, @ForAll byte[] after) {
    byte[] all = Arrays.copyOf(before, before.length + message.length + after.length);
    System.arraycopy(message, 0, all, before.length, message.length);
    System.arraycopy(after, 0, all, before.length + message.length, after.length);

    Envelope alone = Envelope.read(message);
    Envelope within = Envelope.read(all, new Span(before.length, before.length + message.length));

    assertThat(within.kind()).isEqualTo(alone.kind());
    assertThat(within.id()).isEqualTo(alone.id());
    assertThat(within.isJson()).isEqualTo(alone.isJson());
  }

  @Property(tries = 1000)
  void givenAnyBytes_whenReadAsLinesInPieces_thenTheSameLinesComeOut(
      @ForAll("streams") byte[] stream,
      @ForAll @IntRange(min = 1, max = 9) int largestPiece,
      @ForAll Random random)
      throws IOException {
    assertThat(lines(Chopped.of(stream, random, largestPiece)))
        .isEqualTo(lines(new ByteArrayInputStream(stream)));
  }

  @Property(tries = 1000)
  void givenAnyBytes_whenReadAsEventsInPieces_thenTheSameEventsComeOut(
      @ForAll("streams") byte[] stream,
      @ForAll @IntRange(min = 1, max = 9) int largestPiece,
      @ForAll Random random)
      throws IOException {
    assertThat(events(Chopped.of(stream, random, largestPiece)))
        .isEqualTo(events(new ByteArrayInputStream(stream)));
  }

  @Property(tries = 500)
  void givenBatchOfAnything_whenRead_thenEachElementIsReadForItself(
      @ForAll("corpus") byte[] first, @ForAll("corpus") byte[] second) {
    var batch = new ByteArrayOutputStream();
    batch.write('[');
    batch.writeBytes(first);
    batch.write(',');
    batch.writeBytes(second);
    batch.write(']');

    Envelope read = Envelope.read(batch.toByteArray());

    checkWhole(read);
    if (Envelope.read(first).isJson() && Envelope.read(second).isJson()) {
      read.elements().forEach(element -> checkWhole(Envelope.read(read.bytes(), element)));
    }
  }

  @Property(tries = 2000)
  void givenListWithChangedBytes_whenItsItemsAreRead_thenTheyAreReadOrRefused(
      @ForAll Random random) {
    byte[] page = ("{\"tools\":[{\"name\":\"a\",\"title\":\"\\u00e9\"},{\"name\":\"b\"},7,"
            + "{\"uri\":\"x:y\",\"uri\":\"z\"}],\"nextCursor\":\"c\"}")
        .getBytes(UTF_8);
    byte[] changed = mutated(page, random);
    try {
      JsonText.check(changed);
      ItemReader.read(changed, new Span(0, changed.length), "tools")
          .items()
          .forEach(item -> assertThat(item.raw().end()).isLessThanOrEqualTo(changed.length));
    } catch (JsonSyntaxException e) {
      assertThat(e.offset()).isBetween(0, changed.length);
    }
  }

  @Provide("corpus")
  Arbitrary<byte[]> corpusMessages() throws IOException {
    return Arbitraries.of(corpus()).map(Case::message).filter(message -> message.length < 5_000);
  }

  @Provide
  Arbitrary<byte[]> streams() {
    return Arbitraries.of(
            "\n",
            "\r",
            "\r\n",
            "data:",
            "data: ",
            "id:",
            "event: x",
            "retry: 1",
            ":",
            " ",
            "{}",
            "\u00ff",
            "\u00ef\u00bb\u00bf",
            "\u0000",
            "{\"id\":1}",
            "\u00c3",
            "x")
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces).getBytes(ISO_8859_1));
  }

  /** Everything that can be asked of a message is answered, and lies within it. */
  private static void checkWhole(Envelope read) {
    boolean invalid = read.kind() == Envelope.Kind.INVALID;
    assertThat(read.problem().isPresent()).isEqualTo(invalid);
    read.problem().ifPresent(problem -> assertThat(problem).hasSizeLessThan(200));
    for (Member member : Member.values()) {
      read.text(member);
      read.token(member);
      read.span(member)
          .ifPresent(span -> assertThat(span.end()).isLessThanOrEqualTo(read.bytes().length));
    }
    if (read.kind() == Envelope.Kind.REQUEST) {
      assertThat(read.id()).isPresent();
      byte[] edited = Splice.of(read)
          .replace(read.span(Member.ID).orElseThrow(), "7".getBytes(UTF_8))
          .progressToken(read, "8".getBytes(UTF_8))
          .apply(read.span(Member.MESSAGE).orElseThrow());
      assertThat(Envelope.read(edited).id()).contains(RequestId.of(7));
    }
  }

  private static byte[] mutated(byte[] message, Random random) {
    byte[] alphabet = "{}[],:\"\\-+.eE019tfnulid \n\u0000".getBytes(UTF_8);
    var bytes = new ArrayList<Byte>(message.length);
    for (byte b : message) {
      bytes.add(b);
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.size() + 1);
      byte with = random.nextInt(4) == 0
          ? (byte) random.nextInt(256)
          : alphabet[random.nextInt(alphabet.length)];
      if (at < bytes.size() && random.nextBoolean()) {
        bytes.remove(at);
      }
      if (at <= bytes.size() && random.nextBoolean()) {
        bytes.add(at, with);
      }
    }
    byte[] changed = new byte[bytes.size()];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = bytes.get(i);
    }
    return changed;
  }

  private static List<String> lines(InputStream stream) throws IOException {
    var seen = new ArrayList<String>();
    LineReader.readMessages(stream, 1 << 20, new LineReader.MessageSink() {
      @Override
      public void line(byte[] line) {
        // a long one may have spaces behind it
        int end = line.length > Padding.LONG ? Padding.end(line) : line.length;
        seen.add(new String(line, 0, end, ISO_8859_1));
      }

      @Override
      public void unterminated(byte[] line) {
        seen.add("unterminated " + new String(line, ISO_8859_1));
      }

      @Override
      public void oversized(long length, byte[] head, byte[] tail) {
        seen.add("oversized " + length);
      }
    });
    return seen;
  }

  private static List<String> events(InputStream stream) throws IOException {
    var seen = new ArrayList<String>();
    var reader = new SseReader(stream, 20);
    for (var event = reader.next(); event.isPresent(); event = reader.next()) {
      SseEvent one = event.get();
      seen.add(one.type() + "|" + new String(one.data(), ISO_8859_1) + "|" + one.id() + "|"
          + one.dataLength());
    }
    seen.add(reader.lastEventId() + " " + reader.retry());
    return seen;
  }

  private static List<Case> corpus() throws IOException {
    try (InputStream in = FuzzPropertyTest.class.getResourceAsStream("messages.corpus")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .map(parts -> new Case(Envelope.Kind.valueOf(parts[0]), bytes(parts[1])))
          .toList();
    }
  }

  private static byte[] bytes(String text) {
    String repeated = Pattern.compile("<<([^*]+?)\\*(\\d+)>>")
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
    var bytes = new ByteArrayOutputStream();
    Matcher escapes = Pattern.compile("\\\\x([0-9a-f]{2})").matcher(repeated);
    int from = 0;
    while (escapes.find()) {
      bytes.writeBytes(repeated.substring(from, escapes.start()).getBytes(UTF_8));
      bytes.write(Integer.parseInt(escapes.group(1), 16));
      from = escapes.end();
    }
    bytes.writeBytes(repeated.substring(from).getBytes(UTF_8));
    return bytes.toByteArray();
  }

  private static String shown(byte[] message) {
    String text = new String(message, ISO_8859_1);
    return text.length() <= 200 ? text : text.substring(0, 200);
  }
}
