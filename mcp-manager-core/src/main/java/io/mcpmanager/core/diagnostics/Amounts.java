package io.mcpmanager.core.diagnostics;

import java.util.Locale;

/** Amounts as people read them. */
final class Amounts {

  private static final long MEBI = 1024L * 1024;

  static String bytes(long bytes) {
    if (bytes >= 10 * 1024 * MEBI) {
      return String.format(Locale.ROOT, "%.0f GiB", bytes / (1024.0 * MEBI));
    }
    if (bytes >= 1024 * MEBI) {
      return String.format(Locale.ROOT, "%.1f GiB", bytes / (1024.0 * MEBI));
    }
    return Math.round((double) bytes / MEBI) + " MiB";
  }

  static long percent(long part, long whole) {
    return whole <= 0 ? 0 : Math.round(100.0 * part / whole);
  }

  private Amounts() {}
}
