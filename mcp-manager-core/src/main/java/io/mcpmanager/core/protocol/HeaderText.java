package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** Texts as values of the headers of 2026-07-28: as they are if headers can hold them, else in Base64 between marks. */
final class HeaderText {

  private static final String CODED = "=?base64?";
  private static final String END = "?=";

  static String of(String text) {
    return isPlain(text)
        ? text
        : CODED + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + END;
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~')
        && text.strip().length() == text.length()
        && !(text.startsWith(CODED) && text.endsWith(END));
  }

  private HeaderText() {}
}
