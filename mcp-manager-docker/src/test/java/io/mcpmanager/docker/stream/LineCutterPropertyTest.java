package io.mcpmanager.docker.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

final class LineCutterPropertyTest {

  private static List<String> cut(byte[] bytes, int max, List<Integer> pieces) {
    var lines = new ArrayList<String>();
    var cutter = new LineCutter(max, lines::add);
    int at = 0;
    for (int piece : pieces) {
      int length = Math.min(piece, bytes.length - at);
      cutter.take(bytes, at, length);
      at += length;
    }
    cutter.take(bytes, at, bytes.length - at);
    cutter.end();
    return lines;
  }

  @Property(tries = 300)
  void givenAnyText_whenItComesInAnyPieces_thenTheLinesAreTheSame(
      @ForAll @StringLength(max = 200) String text,
      @ForAll @IntRange(min = 1, max = 300) int max,
      @ForAll @Size(max = 30) List<@IntRange(max = 20) Integer> pieces) {
    byte[] bytes = text.getBytes(UTF_8);

    List<String> lines = cut(bytes, max, pieces);

    assertThat(lines).isEqualTo(cut(bytes, max, List.of()));
    assertThat(lines).allMatch(line -> line.getBytes(UTF_8).length <= max + 3);
    assertThat(lines).noneMatch(line -> line.contains("\n"));
  }

  @Property(tries = 100)
  void givenShortLines_whenCut_thenNothingIsLost(
      @ForAll @Size(max = 20) List<@StringLength(min = 1, max = 10) String> words) {
    List<String> lines =
        words.stream().map(word -> word.replaceAll("[\r\n]", "-")).toList();
    byte[] bytes = String.join("\r\n", lines).getBytes(UTF_8);

    assertThat(cut(bytes, 1000, List.of(3, 1, 4)))
        .isEqualTo(
            lines.stream().map(line -> new String(line.getBytes(UTF_8), UTF_8)).toList());
  }
}
