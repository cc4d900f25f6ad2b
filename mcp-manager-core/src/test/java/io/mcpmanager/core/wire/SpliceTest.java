package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpliceTest {

  @Test
  void givenRequest_whenIdAndNameAreReplaced_thenTheRestIsAsSent() {
    var envelope = Envelope.read(
        bytes(
            " {\"jsonrpc\" :\"2.0\",\"id\":\"old\",\"method\":\"m\", \"params\":{\"name\":\"a__b\",\"x\":1.0e0}}\n"));

    byte[] out = Splice.of(envelope)
        .replace(envelope.span(Member.NAME).orElseThrow(), JsonText.quote("b"))
        .replace(envelope.span(Member.ID).orElseThrow(), RequestId.of(42).toJson())
        .apply();

    assertThat(out)
        .asString()
        .isEqualTo(
            " {\"jsonrpc\" :\"2.0\",\"id\":42,\"method\":\"m\", \"params\":{\"name\":\"b\",\"x\":1.0e0}}\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {}                                | {"params":{"_meta":{"progressToken":9}}}
          {"a":1}                           | {"params":{"_meta":{"progressToken":9}},"a":1}
          {"params":null}                   | {"params":{"_meta":{"progressToken":9}}}
          {"params":{}}                     | {"params":{"_meta":{"progressToken":9}}}
          {"params":{ "b" : 2 }}            | {"params":{"_meta":{"progressToken":9}, "b" : 2 }}
          {"params":{"_meta":{}}}           | {"params":{"_meta":{"progressToken":9}}}
          {"params":{"_meta":{"c":[]}}}     | {"params":{"_meta":{"progressToken":9,"c":[]}}}
          {"params":{"_meta":{"progressToken":"old"}}} | {"params":{"_meta":{"progressToken":9}}}
          """)
  void givenRequest_whenProgressTokenIsSet_thenWhatIsMissingIsAdded(String before, String after) {
    var envelope = Envelope.read(bytes(before));

    byte[] out = Splice.of(envelope).progressToken(envelope, bytes("9")).apply();

    assertThat(out).asString().isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {"a":1}                           | {}
          { "a":1 }                         | {  }
          {"a":1,"b":2}                     | {}
          {"a":1, "x":0 ,"b":2}             | {"x":0}
          {"x":0,"a":1,"b":2}               | {"x":0}
          {"x":0,"a":1,"y":0,"b":2}         | {"x":0,"y":0}
          {"a":1,"b":2,"x":0}               | {"x":0}
          {"x":0}                           | {"x":0}
          {"\\u0061":{"a":1},"x":{"a":1}}   | {"x":{"a":1}}
          """)
  void givenObject_whenMembersAreRemoved_thenItStaysJson(String before, String after) {
    byte[] message = bytes(before);
    var all = new Span(0, message.length);

    byte[] out = Splice.of(message).remove(all, "a").remove(all, "b").apply();

    assertThat(out).asString().isEqualTo(after);
  }

  @Test
  void givenObject_whenMembersArePutAndRemovedTogether_thenItStaysJson() {
    byte[] message = bytes("{\"gone\":1,\"there\":2,\"kept\":3}");
    var all = new Span(0, message.length);

    byte[] out = Splice.of(message)
        .put(all, "new", bytes("true"))
        .put(all, "there", bytes("[]"))
        .put(all, "second", bytes("{}"))
        .remove(all, "gone")
        .apply();

    assertThat(out).asString().isEqualTo("{\"new\":true,\"second\":{},\"there\":[],\"kept\":3}");
  }

  @Test
  void givenElementOfBatch_whenSpliced_thenOnlyItComesOut() {
    byte[] batch = bytes(
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"b\"}]");
    Span second = Envelope.read(batch).elements().get(1);
    var envelope = Envelope.read(batch, second);

    byte[] out = Splice.of(envelope)
        .replace(envelope.span(Member.ID).orElseThrow(), bytes("\"x\""))
        .apply(second);

    assertThat(out).asString().isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"b\"}");
  }

  @Test
  void givenOverlappingEdits_whenApplied_thenTheyAreRefused() {
    var splice = Splice.of(bytes("0123456789"))
        .replace(new Span(2, 5), bytes("x"))
        .replace(new Span(4, 6), bytes("y"));

    assertThatIllegalArgumentException().isThrownBy(splice::apply);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void givenLongMessage_whenEditsOfItsOwnAreNoLonger_thenItIsEditedWhereItStands() {
    byte[] message = bytes("{\"id\":12345,\"result\":{\"text\":\"" + "x".repeat(70_000) + "\"}}");
    var envelope = bytes("{\"id\":7    ,\"result\":{\"text\":\"" + "x".repeat(70_000) + "\"}}");
    var all = new Span(0, message.length);

    byte[] out = Splice.of(message).replace(new Span(6, 11), bytes("7")).applyToOwn(all);

    assertThat(out).isSameAs(message).isEqualTo(envelope);
  }

  @Test
  void givenMessageOfItsOwn_whenEditsAreLongerOrItIsShort_thenItIsCopied() {
    String longer = "{\"id\":1,\"result\":{\"text\":\"" + "x".repeat(70_000) + "\"}}";
    for (String text : new String[] {longer, "{\"id\":1}"}) {
      byte[] message = bytes(text);
      byte[] id = bytes(text.length() < 100 ? "2" : "\"a\"");
      var splice = Splice.of(message).replace(new Span(6, 7), id);

      byte[] out = splice.applyToOwn(new Span(0, message.length));

      assertThat(out)
          .asString()
          .isEqualTo(text.replace("\"id\":1", "\"id\":" + new String(id, UTF_8)));
      assertThat(message).asString().isEqualTo(text);
    }
  }

  @Test
  void givenLongMessageWithRoomBehindIt_whenEditsAreLonger_thenItGrowsWhereItStands() {
    String text = "{\"id\":1,\"result\":{\"text\":\"" + "x".repeat(70_000) + "\",\"n\":1}}";
    String longer = text.replace("\"id\":1", "\"id\":\"abcdef\"").replace("\"n\":1", "\"n\":23");
    for (String before : new String[] {"", " \n"}) {
      byte[] message = bytes(before + text + "\n" + " ".repeat(11));
      int start = before.length();
      int n = start + text.indexOf("\"n\":1") + 4;

      byte[] out = Splice.of(message)
          .replace(new Span(n, n + 1), bytes("23"))
          .replace(new Span(start + 6, start + 7), bytes("\"abcdef\""))
          .applyToOwn(new Span(start, start + text.length()));

      assertThat(out).isSameAs(message);
      assertThat(out)
          .asString()
          .isEqualTo(" ".repeat(start) + longer + " ".repeat(out.length - start - longer.length()));
    }
  }

  @Test
  void givenLongMessage_whenOneEditShortensBeforeAnotherLengthens_thenItIsCopied() {
    String text = "{\"a\":111,\"text\":\"" + "x".repeat(70_000) + "\",\"n\":1}";
    byte[] message = bytes(text + " ".repeat(20));
    int n = text.indexOf("\"n\":1") + 4;

    byte[] out = Splice.of(message)
        .replace(new Span(5, 8), bytes("2"))
        .replace(new Span(n, n + 1), bytes("34567"))
        .applyToOwn(new Span(0, text.length()));

    assertThat(out)
        .asString()
        .isEqualTo(text.replace("\"a\":111", "\"a\":2").replace("\"n\":1", "\"n\":34567"));
  }

  @Test
  void givenLongPartOfMore_whenEdited_thenWhatIsAroundItStays() {
    String part = "{\"id\":12,\"text\":\"" + "x".repeat(70_000) + "\"}";
    byte[] message = bytes("[" + part + ",1]");

    byte[] out = Splice.of(message)
        .replace(new Span(7, 9), bytes("3"))
        .applyToOwn(new Span(1, 1 + part.length()));

    assertThat(out).asString().isEqualTo(part.replace("12", "3"));
    assertThat(message).asString().isEqualTo("[" + part + ",1]");
  }
}
