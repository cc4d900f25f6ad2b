package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How much of a server's log is taken in and how much is kept. What comes faster than the rates allow is dropped and
 * counted; short bursts of up to ten seconds' worth pass.
 *
 * @param historyLines lines kept, newest first to stay; 100 to 1000000
 * @param historyBytes size of the text kept, newest first to stay; 64 KiB to 16 GiB
 * @param historyAge how long lines are kept; an hour to 10 years
 * @param maxLineBytes longer lines are cut; 256 to 1048576 bytes
 * @param linesPerSecond lines taken in on average; 1 to 1000000
 * @param bytesPerSecond text taken in on average; 1 KiB to 1 GiB
 */
public record LogLimits(
    int historyLines,
    long historyBytes,
    Duration historyAge,
    int maxLineBytes,
    int linesPerSecond,
    int bytesPerSecond) {

  /** The last 10000 lines, 16 MiB and 30 days, of at most 64 KiB each; 1000 lines and 1 MiB a second. */
  public static final LogLimits DEFAULT =
      new LogLimits(10_000, 16L << 20, Duration.ofDays(30), 64 * 1024, 1000, 1 << 20);

  /** Checks that the age is given. */
  public LogLimits {
    Objects.requireNonNull(historyAge, "historyAge");
  }

  /** The same with other limits of what is kept. */
  public LogLimits withHistory(int lines, long bytes, Duration age) {
    return new LogLimits(lines, bytes, age, maxLineBytes, linesPerSecond, bytesPerSecond);
  }

  /** The same with another longest line. */
  public LogLimits withMaxLineBytes(int bytes) {
    return new LogLimits(
        historyLines, historyBytes, historyAge, bytes, linesPerSecond, bytesPerSecond);
  }

  /** The same with other rates. */
  public LogLimits withRate(int lines, int bytes) {
    return new LogLimits(historyLines, historyBytes, historyAge, maxLineBytes, lines, bytes);
  }

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    Ranges.check("historyLines", historyLines, 100, 1_000_000, problems);
    Ranges.check("historyBytes", historyBytes, 64L << 10, 16L << 30, problems);
    Ranges.check("historyAge", historyAge, Duration.ofHours(1), Duration.ofDays(3650), problems);
    Ranges.check("maxLineBytes", maxLineBytes, 256, 1_048_576, problems);
    Ranges.check("linesPerSecond", linesPerSecond, 1, 1_000_000, problems);
    Ranges.check("bytesPerSecond", bytesPerSecond, 1024, 1 << 30, problems);
    return problems;
  }
}
