package io.mcpmanager.core.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 512MiB}, {@code 1.5GiB}, or {@code 512m} as container engines take it. Every unit is
 * a power of 1024; {@code MB}, which means one thing to some and another to others, is none.
 */
public final class ByteSizes {

  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?) ?(b|[kmgt](?:ib)?)?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "bkmgt";

  /** The bytes a text stands for; empty if it is no size. */
  public static OptionalLong parse(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    String unit = size.group(2) == null ? "b" : size.group(2).toLowerCase(Locale.ROOT);
    BigInteger bytes = new BigDecimal(size.group(1))
        .multiply(BigDecimal.valueOf(1L << (10 * UNITS.indexOf(unit.charAt(0)))))
        .toBigInteger();
    return bytes.bitLength() < Long.SIZE
        ? OptionalLong.of(bytes.longValueExact())
        : OptionalLong.empty();
  }

  private ByteSizes() {}
}
