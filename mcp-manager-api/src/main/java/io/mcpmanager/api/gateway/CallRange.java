package io.mcpmanager.api.gateway;

import java.time.Duration;

/** How far back statistics of calls go, and how fine they are. */
public enum CallRange {
  /** The last hour in 60 points of a minute. */
  HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
  /** The last day in 96 points of a quarter of an hour. */
  DAY("24h", Duration.ofDays(1), Duration.ofMinutes(15));

  private final String text;
  private final Duration length;
  private final Duration step;

  CallRange(String text, Duration length, Duration step) {
    this.text = text;
    this.length = length;
    this.step = step;
  }

  /** The range as JSON writes it, such as {@code 24h}. */
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
