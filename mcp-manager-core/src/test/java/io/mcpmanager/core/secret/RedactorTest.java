package io.mcpmanager.core.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  private static final String TENANT = "default";
  private static final String VALUE = "p\"w/d+\\ü 4711";

  private final Redactor redactor = new Redactor();

  private String redact(String text) {
    return redactor.redact(TENANT, text);
  }

  @Test
  void givenNothingKnown_whenRedacted_thenTheTextIsTheSameObject() {
    String text = new String("some text");

    assertThat(redact(text)).isSameAs(text);
    redactor.learn(TENANT, "something else");
    assertThat(redact(text)).isSameAs(text);
    assertThat(redact("")).isEmpty();
    assertThat(redact("som")).isEqualTo("som");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p\"w/d+\\ü 4711",
        "p\\\"w/d+\\\\ü 4711",
        "p\\\"w\\/d+\\\\ü 4711",
        "p\\\"w/d+\\\\\\u00fc 4711",
        "p%22w%2Fd%2B%5C%C3%BC+4711",
        "p%22w%2Fd%2B%5C%C3%BC%204711",
        "p%22w%2fd%2b%5c%c3%bc%204711"
      })
  void givenAForm_whenItStandsInAText_thenItIsMasked(String form) {
    redactor.learn(TENANT, VALUE);

    assertThat(redact("a " + form + " b " + form + form)).isEqualTo("a *** b ******");
    assertThat(redact(form)).isEqualTo("***");
  }

  @Test
  void givenAValueInBase64_whenAnythingStandsAroundIt_thenItIsMasked() {
    redactor.learn(TENANT, VALUE);
    for (String before : List.of("", "a", "ab", "user:", "user1:")) {
      for (String after : List.of("", "x", "xy", "xyz")) {
        byte[] whole = (before + VALUE + after).getBytes(UTF_8);
        for (String text : List.of(
            Base64.getEncoder().encodeToString(whole),
            Base64.getUrlEncoder().withoutPadding().encodeToString(whole))) {
          assertThat(redact("Basic " + text))
              .as(before + " " + after)
              .contains("***")
              .hasSizeLessThan(20 + (before.length() + after.length()) * 2);
        }
      }
    }
    assertThat(redact(HexFormat.of().formatHex(VALUE.getBytes(UTF_8)))).isEqualTo("***");
  }

  @Test
  void givenAValueOfManyLines_whenOneOfThemComes_thenItIsMasked() {
    redactor.learn(
        TENANT,
        "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\nabc\nAoIBAQC7VJTUt9Us8cKj\n-----END KEY-----\n");

    assertThat(redact("x MIIEvQIBADANBgkqhkiG")).isEqualTo("x ***");
    assertThat(redact("AoIBAQC7VJTUt9Us8cKj")).isEqualTo("***");
    assertThat(redact("-----BEGIN KEY-----")).isEqualTo("-----BEGIN KEY-----");
    assertThat(redact("abc")).isEqualTo("abc");
  }

  @Test
  void givenAShortValue_whenLearnt_thenItIsLeft() {
    redactor.learn(TENANT, "abc");
    redactor.learn(TENANT, " x ");

    assertThat(redact("abc x ")).isEqualTo("abc x ");
  }

  @Test
  void givenOneValueWithinAnother_whenRedacted_thenTheLongerIsMasked() {
    redactor.learn(TENANT, "token");
    redactor.learn(TENANT, "token-and-more");

    assertThat(redact("token-and-more token")).isEqualTo("*** ***");
  }

  @Test
  void givenAnotherTenantsSecret_whenWritten_thenItStays() {
    redactor.learn("other", "their-value");

    assertThat(redact("their-value")).isEqualTo("their-value");
    assertThat(redactor.redact("their-value")).isEqualTo("***");
    assertThat(redactor.redactJson(TENANT, "{}".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void givenAMessage_whenItHoldsAValue_thenItStaysJson() {
    redactor.learn(TENANT, VALUE);
    redactor.learn(TENANT, "\",\"");
    byte[] message = "{\"a\":\"x p\\\"w/d+\\\\ü 4711 y\",\"b\":\"ü\"}".getBytes(UTF_8);

    assertThat(new String(redactor.redactJson(TENANT, message).orElseThrow(), UTF_8))
        .isEqualTo("{\"a\":\"x *** y\",\"b\":\"ü\"}");
    byte[] harmless = "{\"a\":\"ü\",\"b\":1}".getBytes(UTF_8);
    assertThat(redactor.redactJson(TENANT, harmless)).isEmpty();
  }

  @Test
  void givenAMessage_whenANumberIsASecret_thenItIsWithheld() {
    redactor.learn(TENANT, "12345678");

    assertThatThrownBy(() -> redactor.redactJson(TENANT, "{\"pin\":12345678}".getBytes(UTF_8)))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.UPSTREAM_ERROR))
        .message()
        .doesNotContain("12345678");
  }

  @Test
  void givenMoreValuesThanAreRemembered_whenRedacted_thenTheNewerAreMasked() {
    redactor.learn("other", "their-value");
    IntStream.rangeClosed(1, 5001).forEach(i -> redactor.learn(TENANT, "v" + (100_000 + i)));

    assertThat(redact("v105001 v104000")).isEqualTo("*** ***");
    assertThat(redact("v100001")).isEqualTo("v100001");
    assertThat(redactor.redact("v105001 their-value v100001")).isEqualTo("*** *** v100001");
  }
}
