package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of a server's log is kept.
 *
 * @param historyLines lines kept, newest first to stay; 100 to 1000000
 * @param maxLineBytes longer lines are cut; 256 to 1048576 bytes
 */
public record LogLimits(int historyLines, int maxLineBytes) {

  /** The last 10000 lines of at most 64 KiB. */
  public static final LogLimits DEFAULT = new LogLimits(10_000, 64 * 1024);

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    Ranges.check("historyLines", historyLines, 100, 1_000_000, problems);
    Ranges.check("maxLineBytes", maxLineBytes, 256, 1_048_576, problems);
    return problems;
  }
}
