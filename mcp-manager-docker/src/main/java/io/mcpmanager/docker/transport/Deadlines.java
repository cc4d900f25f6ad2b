package io.mcpmanager.docker.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a request to an engine may take, by its path. */
public final class Deadlines {

  /**
   * The time limit of a request.
   *
   * @param limit longest time
   * @param whole whether it holds until the answer has ended; else until it has begun
   */
  public record Deadline(Duration limit, boolean whole) {}

  /** What an engine answers out of its memory. */
  private static final Duration QUICK = Duration.ofSeconds(10);

  /** What makes an engine work; on a busy machine, creating a container takes its time. */
  private static final Duration WORK = Duration.ofSeconds(60);

  /** An engine begins to tell of a pull once it has found the registry and the image there. */
  private static final Duration PULL = Duration.ofMinutes(5);

  private static final Pattern VERSION = Pattern.compile("^/v[0-9.]+(?=/)");
  private static final Pattern QUICK_PATHS = Pattern.compile("/(_ping|version|info)");
  // they move files or wait for others; whoever calls them watches over them
  private static final Pattern UNBOUNDED_PATHS = Pattern.compile(
      "/build|/session|/images/(load|get)|/images/.+/(push|get)|/containers/[^/]+/(wait|archive|export)");
  private static final Pattern STREAM_PATHS = Pattern.compile(
      "/events|/images/create|/containers/[^/]+/attach|/exec/[^/]+/start|/containers/[^/]+/(logs|stats)|/(services|tasks)/[^/]+/logs");
  private static final Pattern ENDS = Pattern.compile("(^|&)(stream|follow)=(false|0|False)(&|$)");
  private static final Pattern FOLLOWS = Pattern.compile("(^|&)follow=(true|1|True)(&|$)");
  private static final Pattern STOP_WAIT = Pattern.compile("(?:^|&)t=(\\d{1,6})(?:&|$)");

  private Deadlines() {}

  /** The time limit of a request; empty if it has none. */
  static Optional<Deadline> of(String target) {
    String versionless = VERSION.matcher(target).replaceFirst("");
    int question = versionless.indexOf('?');
    String path = question < 0 ? versionless : versionless.substring(0, question);
    String query = question < 0 ? "" : versionless.substring(question + 1);
    if (UNBOUNDED_PATHS.matcher(path).matches()) {
      return Optional.empty();
    }
    if (QUICK_PATHS.matcher(path).matches()) {
      return Optional.of(new Deadline(QUICK, true));
    }
    if (STREAM_PATHS.matcher(path).matches()) {
      Duration limit = path.equals("/images/create") ? PULL : WORK;
      return Optional.of(new Deadline(limit, !streams(path, query)));
    }
    return Optional.of(new Deadline(WORK.plus(asked(query)), true));
  }

  private static boolean streams(String path, String query) {
    if (path.endsWith("/logs")) {
      return FOLLOWS.matcher(query).find();
    }
    return !ENDS.matcher(query).find();
  }

  /** How long the engine is asked to wait, such as for a container to stop. */
  private static Duration asked(String query) {
    Matcher wait = STOP_WAIT.matcher(query);
    return wait.find() ? Duration.ofSeconds(Long.parseLong(wait.group(1))) : Duration.ZERO;
  }
}
