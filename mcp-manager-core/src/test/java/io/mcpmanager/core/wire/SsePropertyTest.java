package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class SsePropertyTest {

  @Property
  void givenAnyStream_whenItsBytesAreSplitAnywhere_thenTheSameEventsComeOut(
      @ForAll("streams") String stream,
      @ForAll @IntRange(max = 60) int maxData,
      @ForAll @IntRange(min = 1, max = 7) int largestPiece,
      @ForAll Random random)
      throws IOException {
    byte[] bytes = stream.getBytes(UTF_8);

    var whole = read(new ByteArrayInputStream(bytes), maxData);
    var chopped = read(Chopped.of(bytes, random, largestPiece), maxData);

    assertThat(chopped).isEqualTo(whole);
  }

  @Property
  void givenEvents_whenWrittenAndRead_thenTheyAreTheSame(@ForAll("data") List<String> data)
      throws IOException {
    var stream = new ByteArrayOutputStream();
    stream.writeBytes(SseWriter.comment("hello"));
    for (int i = 0; i < data.size(); i++) {
      stream.writeBytes(
          SseWriter.event("id-" + i, i % 2 == 0 ? null : "other", data.get(i).getBytes(UTF_8)));
      stream.writeBytes(SseWriter.retry(i));
    }

    var reader = new SseReader(new ByteArrayInputStream(stream.toByteArray()), 1_000_000);

    for (int i = 0; i < data.size(); i++) {
      SseEvent event = reader.next().orElseThrow();
      assertThat(event.data())
          .asString()
          .isEqualTo(data.get(i).replace("\r\n", "\n").replace('\r', '\n'));
      assertThat(event.id()).isEqualTo("id-" + i);
      assertThat(event.type()).isEqualTo(i % 2 == 0 ? "message" : "other");
    }
    assertThat(reader.next()).isEmpty();
    assertThat(reader.retry().orElse(-1)).isEqualTo(data.size() - 1);
  }

  @Example
  void givenStandardExamples_whenRead_thenTheyAreUnderstood() throws IOException {
    assertThat(read("\ufeff: comment\r\ndata\r\rdata\ndata\n\ndata:"))
        .containsExactly("message||", "message|\n|");
    assertThat(read("data:test\n\ndata: test\n\n"))
        .containsExactly("message|test|", "message|test|");
    assertThat(read("id: 1\ndata:  two\nevent: x\n\nid\ndata: three\n\n"))
        .containsExactly("x| two|1", "message|three|");
    assertThat(read("event: x\n\ndata: a\n\n")).containsExactly("message|a|");
    assertThat(read("id: 1\u0000\ndata: a\n\n")).containsExactly("message|a|");
    assertThat(read("data: lost")).isEmpty();
  }

  @Example
  void givenPrimingEventWithIdAndRetry_whenRead_thenBothAreKept() throws IOException {
    var reader = new SseReader(
        new ByteArrayInputStream("id: 7\nretry: 1500\ndata:\n\nretry: x\n\n".getBytes(UTF_8)), 10);

    assertThat(reader.next().orElseThrow().data()).isEmpty();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.lastEventId()).isEqualTo("7");
    assertThat(reader.retry()).hasValue(1500);
  }

  @Example
  void givenStreamCutWithinAnEvent_whenRead_thenItIsResumedAfterTheEventBefore()
      throws IOException {
    var reader = new SseReader(
        new ByteArrayInputStream("id: 7\ndata: a\n\nid: 8\ndata".getBytes(UTF_8)), 10);

    assertThat(reader.next()).isPresent();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.lastEventId()).isEqualTo("7");
  }

  @Example
  void givenOversizedData_whenRead_thenItIsCutAndTheNextEventIsWhole() throws IOException {
    String stream = "data: " + "x".repeat(300_000) + "\ndata: y\n\ndata: z\n\n";
    var reader = new SseReader(new ByteArrayInputStream(stream.getBytes(UTF_8)), 250);

    SseEvent cut = reader.next().orElseThrow();
    SseEvent next = reader.next().orElseThrow();

    assertThat(cut.isCut()).isTrue();
    assertThat(cut.dataLength()).isEqualTo(300_002);
    assertThat(cut.data()).asString().isEqualTo("x".repeat(200));
    assertThat(next.isCut()).isFalse();
    assertThat(next.data()).asString().isEqualTo("z");
  }

  @Example
  void givenIdWithLineBreak_whenWritten_thenItIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SseWriter.event("a\nb", new byte[0]));
  }

  @Provide
  Arbitrary<String> streams() {
    return Arbitraries.of(
            "data:",
            "data: ",
            "id:",
            "event:",
            "retry: ",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            ":",
            "x",
            "12",
            " ",
            "é",
            "\ufeff",
            "longer text than the others")
        .list()
        .ofMaxSize(40)
        .map(l -> String.join("", l));
  }

  @Provide
  Arbitrary<List<String>> data() {
    return Arbitraries.of("\n", "\r", "\r\n", "{}", "data: x", " ", "é", "")
        .list()
        .ofMaxSize(6)
        .map(l -> String.join("", l))
        .list()
        .ofMaxSize(5);
  }

  private static List<String> read(String stream) throws IOException {
    return read(new ByteArrayInputStream(stream.getBytes(UTF_8)), 1000);
  }

  private static List<String> read(InputStream in, int maxData) throws IOException {
    var reader = new SseReader(in, maxData);
    var events = new ArrayList<String>();
    for (Optional<SseEvent> event = reader.next(); event.isPresent(); event = reader.next()) {
      SseEvent e = event.get();
      events.add(e.type() + "|" + new String(e.data(), UTF_8) + "|" + e.id()
          + (e.isCut() ? "cut " + e.dataLength() : ""));
    }
    return events;
  }
}
