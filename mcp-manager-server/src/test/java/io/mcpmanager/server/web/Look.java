package io.mcpmanager.server.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/**
 * What somebody looks at the page with.
 *
 * @param name for messages and names of files
 * @param still whether they asked for less motion
 */
record Look(String name, int width, int height, ColorScheme scheme, boolean still) {

  static final Look DESKTOP = new Look("desktop", 1280, 860, ColorScheme.LIGHT, true);
  static final Look PHONE = new Look("phone", 360, 740, ColorScheme.LIGHT, true);

  Look dark() {
    return new Look(name + "-dark", width, height, ColorScheme.DARK, still);
  }

  /** With motion, which tests of anything else are better off without. */
  Look moving() {
    return new Look(name, width, height, scheme, false);
  }

  Look wide(int pixels) {
    return new Look(name + "-" + pixels, pixels, height, scheme, still);
  }

  Browser.NewContextOptions options() {
    return new Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setColorScheme(scheme)
        .setReducedMotion(still ? ReducedMotion.REDUCE : ReducedMotion.NO_PREFERENCE)
        .setLocale("en-GB")
        .setTimezoneId("UTC");
  }

  @Override
  public String toString() {
    return name;
  }
}
