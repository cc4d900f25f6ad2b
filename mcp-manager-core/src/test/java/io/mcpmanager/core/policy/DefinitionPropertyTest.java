package io.mcpmanager.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class DefinitionPropertyTest {

  @Property(tries = 300)
  void givenAnyValue_whenWrittenInAnotherForm_thenTheHashStays(
      @ForAll("values") Node value, @ForAll Random random) {
    Node.Members tool = new Node.Members(List.of(new Node.Member("inputSchema", value)));

    assertThat(hash(other(tool, random))).isEqualTo(hash(tool.json()));
  }

  @Property(tries = 300)
  void givenTwoValues_whenTheirHashesAreTheSame_thenTheyAre(
      @ForAll("values") Node one, @ForAll("values") Node other) {
    assertThat(new Digest()
            .add(one.json())
            .text()
            .equals(new Digest().add(other.json()).text()))
        .isEqualTo(one.json().equals(other.json()));
  }

  @Provide
  Arbitrary<Node> values() {
    Arbitrary<Node> leaves = Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(6).map(Node.Text::new),
        Arbitraries.of("1", "1.0", "true", "null", "-0", "1e3").map(Node.Plain::new));
    return Arbitraries.recursive(
        () -> leaves,
        inner -> Arbitraries.oneOf(
            inner.list().ofMaxSize(3).map(Node.Elements::new),
            Arbitraries.maps(
                    Arbitraries.strings()
                        .withCharRange('a', 'e')
                        .withChars('"', '\u0436')
                        .ofMaxLength(3),
                    inner)
                .ofMaxSize(3)
                .map(map -> {
                  var members = new ArrayList<Node.Member>();
                  map.forEach((name, node) -> members.add(new Node.Member(name, node)));
                  members.sort(Comparator.comparing(Node.Member::name));
                  return new Node.Members(List.copyOf(members));
                })),
        1,
        3);
  }

  private static String hash(String tool) {
    return Definition.read("t", tool.getBytes(UTF_8)).hash();
  }

  /** The same value: members in any order, texts escaped, space between tokens. */
  private static String other(Node node, Random random) {
    String space = " \n\t".substring(0, random.nextInt(3));
    return switch (node) {
      case Node.Members object -> {
        var members = new ArrayList<>(object.members());
        Collections.shuffle(members, random);
        yield "{" + space
            + String.join(
                "," + space,
                members.stream()
                    .map(m -> escaped(m.name()) + space + ":" + other(m.value(), random))
                    .toList())
            + space + "}";
      }
      case Node.Elements array ->
        "[" + space
            + String.join(
                space + ",",
                array.elements().stream().map(e -> other(e, random)).toList())
            + "]";
      case Node.Text text -> escaped(text.text());
      case Node.Plain plain -> plain.text();
    };
  }

  private static String escaped(String text) {
    var escaped = new StringBuilder("\"");
    text.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
    return escaped.append('"').toString();
  }
}
