package io.mcpmanager.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ExposedNamesPropertyTest {

  @Provide
  Arbitrary<List<ExposedNames.Source>> sources() {
    Arbitrary<String> server = Arbitraries.of("a", "b", "a.b", "a-b", "x".repeat(48));
    Arbitrary<String> name = Arbitraries.oneOf(
        Arbitraries.of("t", "b__t", "a__t", "ä/ö", "", "t_", "t".repeat(70), "a__b__t"),
        Arbitraries.strings().ofMaxLength(80),
        Arbitraries.strings().withChars('a', '_', '-').ofMaxLength(6));
    Arbitrary<Boolean> bare = Arbitraries.of(true, false);
    return Combinators.combine(server, bare, name)
        .as((s, noPrefix, n) -> new ExposedNames.Source(s, noPrefix ? "" : s, n))
        .list()
        .uniqueElements(source -> source.server() + "\n" + source.name())
        .ofMaxSize(40);
  }

  @Property
  void givenAnyNames_whenAssigned_thenAllAreLegalAndDifferent(
      @ForAll("sources") List<ExposedNames.Source> sources) {
    Map<ExposedNames.Source, String> names = ExposedNames.assign(sources);

    assertThat(names.keySet()).containsExactlyInAnyOrderElementsOf(sources);
    assertThat(names.values())
        .doesNotHaveDuplicates()
        .allMatch(n -> n.matches("[a-zA-Z0-9_-]{1,64}"));
  }

  @Property
  void givenAnyOrder_whenAssigned_thenNamesAreTheSame(
      @ForAll("sources") List<ExposedNames.Source> sources, @ForAll long seed) {
    var shuffled = new ArrayList<>(sources);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(ExposedNames.assign(shuffled)).isEqualTo(ExposedNames.assign(sources));
  }

  @Property
  void givenServersThatClaimNothingOfEachOther_whenOneGoes_thenTheOthersKeepTheirNames(
      @ForAll("sources") List<ExposedNames.Source> sources) {
    Map<ExposedNames.Source, String> together = ExposedNames.assign(sources);
    Set<String> claimedTwice = sources.stream()
        .collect(Collectors.groupingBy(ExposedNames.Source::wanted, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(claim -> claim.getValue() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());

    for (String gone : Set.of("a", "b", "a.b", "a-b")) {
      var left = sources.stream().filter(s -> !s.server().equals(gone)).toList();
      ExposedNames.assign(left).forEach((source, name) -> {
        if (!claimedTwice.contains(source.wanted())) {
          assertThat(name).isEqualTo(together.get(source));
        }
      });
    }
  }
}
