package io.mcpmanager.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

final class WildcardPropertyTest {

  @Property
  void givenAnyPattern_whenMatched_thenAsARegularExpressionWould(
      @ForAll @Chars({'a', 'b', '*'}) @StringLength(min = 1, max = 8) String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 10) String text) {
    String expression = Arrays.stream(pattern.split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));

    assertThat(new Wildcard(pattern).matches(text))
        .isEqualTo(Pattern.matches("(?s)" + expression, text));
  }
}
