package io.mcpmanager.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UriTemplateTest {

  @ParameterizedTest
  @CsvSource({
    "file:///{name}, file:///a, true",
    "file:///{name}, file:///, true",
    "file:///{name}, file:///a/b, false",
    "file:///{+path}, file:///a/b, true",
    "db://{table}/{row}, db://t/1, true",
    "db://{table}/{row}, db://t, false",
    "x://{a}-{b}, x://1-2-3, true",
    "x://q{?page}, x://q?page=1, true",
    "x://q{?page}, x://r?page=1, false",
    "x://plain, x://plain, true",
    "x://plain, x://plain2, false",
    "x://{open, x://{open, true"
  })
  void givenTemplate_whenUriIsTried_thenItMatchesOrNot(String template, String uri, boolean match) {
    assertThat(new UriTemplate(template).matches(uri)).isEqualTo(match);
  }

  @ParameterizedTest
  @CsvSource({"{+a}{+b}{+c}{+d}{+e}{+f}{+g}{+h}!", "{a}{b}{c}{d}{e}{f}{g}{h}!"})
  void givenTemplateMadeToBeSlow_whenLongUriIsTried_thenItEndsSoon(String template) {
    assertThat(new UriTemplate(template).matches("a".repeat(100_000))).isFalse();
  }
}
