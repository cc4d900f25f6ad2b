package io.mcpmanager.api.health;

import java.time.Duration;

/** How far back a history goes, and how fine it is. */
public enum HealthRange {
  /** The last hour in 60 points of a minute. */
  HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
  /** The last day in 96 points of a quarter of an hour. */
  DAY("24h", Duration.ofDays(1), Duration.ofMinutes(15)),
  /** The last week in 84 points of two hours. */
  WEEK("7d", Duration.ofDays(7), Duration.ofHours(2)),
  /** The last 30 days in 120 points of six hours. */
  MONTH("30d", Duration.ofDays(30), Duration.ofHours(6));

  private final String text;
  private final Duration length;
  private final Duration step;

  HealthRange(String text, Duration length, Duration step) {
    this.text = text;
    this.length = length;
    this.step = step;
  }

  /** The range as JSON and the command line write it, such as {@code 24h}. */
  public String text() {
    return text;
  }

  /** How far back it goes. */
  public Duration length() {
    return length;
  }

  /** How much time one point stands for. */
  public Duration step() {
    return step;
  }
}
