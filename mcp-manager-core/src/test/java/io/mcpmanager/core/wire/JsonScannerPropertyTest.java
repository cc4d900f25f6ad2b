package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class JsonScannerPropertyTest {

  private static final Pattern BROKEN_ESCAPE =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u(?![0-9A-Fa-f]{4})");
  private static final JsonFactory JACKSON = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(JsonScanner.MAX_DEPTH)
          .maxNumberLength(Integer.MAX_VALUE)
          .build())
      .build();

  @Property(tries = 2000)
  void givenJson_whenScanned_thenItIsAccepted(@ForAll("json") String json) {
    assertThat(accepts(json.getBytes(UTF_8))).isTrue();
  }

  @Property(tries = 10_000)
  void givenMutatedJson_whenScanned_thenItIsAcceptedExactlyWhenJacksonAcceptsIt(
      @ForAll("json") String json, @ForAll Random random) {
    byte[] bytes = mutate(json.getBytes(UTF_8), random);

    assertThat(accepts(bytes)).as(new String(bytes, UTF_8)).isEqualTo(jacksonAccepts(bytes));
  }

  @Property(tries = 10_000)
  void givenRandomTokens_whenScanned_thenTheyAreAcceptedExactlyWhenJacksonAcceptsThem(
      @ForAll("tokens") String text) {
    byte[] bytes = text.getBytes(UTF_8);

    assertThat(accepts(bytes)).as(text).isEqualTo(jacksonAccepts(bytes));
  }

  @Example
  void givenEscapeWithDigitsOfAnotherScript_whenScanned_thenItIsRefused() {
    assertThat(accepts("\"\\u\u0531e00\"".getBytes(UTF_8))).isFalse();
  }

  @Property
  void givenAnyText_whenQuotedAndDecoded_thenItIsTheSame(@ForAll String text) {
    byte[] quoted = JsonText.quote(text);

    assertThat(accepts(quoted)).isTrue();
    assertThat(JsonText.decode(quoted, new Span(0, quoted.length))).isEqualTo(text);
  }

  @Example
  void givenEverySequenceOfTwoLeadingBytes_whenScannedInAString_thenOnlyUtf8IsAccepted() {
    for (int first = 0x80; first <= 0xff; first++) {
      for (int second = 0x20; second <= 0xff; second++) {
        for (int tail = 0; tail <= 2; tail++) {
          byte[] bytes = new byte[4 + tail];
          Arrays.fill(bytes, (byte) 0x80);
          bytes[0] = '"';
          bytes[1] = (byte) first;
          bytes[2] = (byte) second;
          bytes[bytes.length - 1] = '"';

          assertThat(accepts(bytes)).as("%x %x", first, second).isEqualTo(jacksonAccepts(bytes));
        }
      }
    }
  }

  @Example
  void givenNestingAtAndOverTheBound_whenScanned_thenOnlyTheFirstIsAccepted() {
    String deepest =
        "[{\"a\":".repeat(JsonScanner.MAX_DEPTH / 2) + "1" + "}]".repeat(JsonScanner.MAX_DEPTH / 2);

    assertThat(accepts(deepest.getBytes(UTF_8))).isTrue();
    assertThat(accepts(("[" + deepest + "]").getBytes(UTF_8))).isFalse();
  }

  @Provide
  Arbitrary<String> json() {
    return Arbitraries.lazyOf(
        () -> Arbitraries.of(
            "0", "-1.5e+10", "true", "false", "null", "12345678901234567890", "\"\"", "1E5", "-0"),
        () -> text(),
        () -> text(),
        () -> json().list().ofMaxSize(3).map(l -> "[" + String.join(" ,", l) + "]"),
        () -> Combinators.combine(text(), json())
            .as((key, value) -> key + " :\n" + value)
            .list()
            .ofMaxSize(3)
            .map(l -> "{" + String.join(",\r\n\t", l) + " }"));
  }

  @Provide
  Arbitrary<String> tokens() {
    return Arbitraries.of(
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "1", "-", "0", ".", "e", "+", "true",
            "nul", " ", "\\u00", "é", "\u0001")
        .list()
        .ofMaxSize(8)
        .map(l -> String.join("", l));
  }

  private static Arbitrary<String> text() {
    Arbitrary<String> piece = Arbitraries.oneOf(
        Arbitraries.of(
            "\\n",
            "\\\"",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\ud800",
            "é",
            "漢字",
            "😀",
            "\\\\",
            "\u007f"),
        Arbitraries.strings().withCharRange('a', 'z').ofMaxLength(20));
    return piece.list().ofMaxSize(5).map(l -> "\"" + String.join("", l) + "\"");
  }

  private static byte[] mutate(byte[] json, Random random) {
    byte[] alphabet = "{}[],:\"\\-+.eE019tfnul/ \n\u0000\u001fé".getBytes(UTF_8);
    byte[] bytes = json.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      byte with = random.nextInt(4) == 0
          ? (byte) random.nextInt(256)
          : alphabet[random.nextInt(alphabet.length)];
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = with;
        case 1 ->
          bytes = Splice.of(bytes).replace(new Span(at, at), new byte[] {with}).apply();
        default -> {
          if (bytes.length > 1) {
            bytes = Splice.of(bytes).replace(new Span(at, at + 1), new byte[0]).apply();
          }
        }
      }
    }
    return bytes;
  }

  private static boolean accepts(byte[] bytes) {
    try {
      JsonText.check(bytes);
      return true;
    } catch (JsonSyntaxException e) {
      return false;
    }
  }

  /**
   * Jackson decodes UTF-8 leniently, so Java's strict decoder stands before it. And it wants paired
   * surrogates in names, though not in values; the grammar does not, so it gets to see none.
   * Of escapes it (2.22) looks at the lower byte of each digit only, so that letters of other scripts pass.
   */
  private static boolean jacksonAccepts(byte[] bytes) {
    if (BROKEN_ESCAPE.matcher(new String(bytes, UTF_8)).find()) {
      return false;
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String paired = text.replaceAll("\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}", "\\\\u0041");
      try (var parser = JACKSON.createParser(new StringReader(paired))) {
        if (parser.nextToken() == null) {
          return false;
        }
        parser.skipChildren();
        parser.finishToken();
        return parser.nextToken() == null;
      }
    } catch (IOException e) {
      return false;
    }
  }
}
