package io.mcpmanager.api.bulk;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A command and the servers it is for.
 *
 * @param command what is asked of each server
 * @param selection the servers
 * @param expected how many servers the caller expects the selection to come to, or null to take them as they are; a
 *     deletion that does not list its servers needs it
 * @param parallelism servers worked on at the same time, 1 to {@link #MAX_PARALLELISM}
 */
public record BulkRequest(
    BulkCommand command, BulkSelection selection, @Nullable Integer expected, int parallelism) {

  /** Most servers of one run. */
  public static final int MAX_SERVERS = 1000;

  /** Most servers worked on at the same time by one run. */
  public static final int MAX_PARALLELISM = 64;

  /** Servers worked on at the same time if nothing else is said. */
  public static final int DEFAULT_PARALLELISM = 16;

  /** Checks that command and selection are given; what else may be wrong, {@link #problems} tells. */
  public BulkRequest {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(selection, "selection");
  }

  /** A command for these servers, given by id or name. */
  public static BulkRequest of(BulkCommand command, List<String> servers) {
    return of(command, new BulkSelection.Listed(servers));
  }

  /** A command for a selection of servers. */
  public static BulkRequest of(BulkCommand command, BulkSelection selection) {
    return new BulkRequest(command, selection, null, DEFAULT_PARALLELISM);
  }

  /** The same, refused if the selection comes to another number of servers. */
  public BulkRequest expecting(int servers) {
    return new BulkRequest(command, selection, servers, parallelism);
  }

  /** The same, so many servers at a time. */
  public BulkRequest inParallel(int servers) {
    return new BulkRequest(command, selection, expected, servers);
  }

  /** How many servers the caller expects, if that was said. */
  public OptionalInt expectedServers() {
    return expected == null ? OptionalInt.empty() : OptionalInt.of(expected);
  }

  /** Everything that is wrong with it, before any server is looked up. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    switch (selection) {
      case BulkSelection.Listed listed -> checkList(listed.servers(), problems);
      case BulkSelection.Matching matching -> {
        if (matching.isEverything()) {
          problems.add(new Problem(
              "filter",
              "must name something, for it lets every server pass; to mean all servers say all",
              Problem.Code.REQUIRED));
        }
      }
      case BulkSelection.Everything ignored -> {
        // that it is meant has been said
      }
    }
    if (expected == null
        && command == BulkCommand.DELETE
        && !(selection instanceof BulkSelection.Listed)) {
      problems.add(new Problem(
          "expected",
          "must be given to delete servers that are not listed: how many you expect",
          Problem.Code.REQUIRED));
    } else if (expected != null && expected < 0) {
      problems.add(
          new Problem("expected", "must be 0 or more, was " + expected, Problem.Code.OUT_OF_RANGE));
    }
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      problems.add(new Problem(
          "parallelism",
          "must be from 1 to " + MAX_PARALLELISM + ", was " + parallelism,
          Problem.Code.OUT_OF_RANGE));
    }
    return List.copyOf(problems);
  }

  private static void checkList(List<String> servers, List<Problem> problems) {
    if (servers.isEmpty()) {
      problems.add(new Problem("servers", "must name at least one server", Problem.Code.REQUIRED));
    } else if (servers.size() > MAX_SERVERS) {
      problems.add(tooMany("servers", servers.size()));
    }
    for (int i = 0; i < Math.min(servers.size(), MAX_SERVERS); i++) {
      if (servers.get(i).isBlank()) {
        problems.add(new Problem("servers[" + i + "]", "must not be blank", Problem.Code.REQUIRED));
      }
    }
  }

  /** What is said of a selection that comes to more servers than one run takes. */
  public static Problem tooMany(String field, long servers) {
    return new Problem(
        field,
        "must come to at most " + MAX_SERVERS + " servers, came to " + servers,
        Problem.Code.OUT_OF_RANGE);
  }
}
