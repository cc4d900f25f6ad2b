package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process on this machine. It speaks MCP on standard input and output, or, if {@code endpoint} is given, over
 * Streamable HTTP at that URL once it answers there.
 *
 * @param command executable: a path, or a name looked up on {@code PATH}
 * @param arguments passed as they are, no shell involved
 * @param environment variables added to the small set that every child inherits; values are never logged
 * @param workingDirectory folder the process starts in, or null for the manager's own
 * @param endpoint URL at which the process serves MCP over HTTP, or null for standard input and output
 */
public record ProcessLaunch(
    String command,
    List<String> arguments,
    Map<String, String> environment,
    @Nullable String workingDirectory,
    @Nullable URI endpoint)
    implements Launch {

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

  /** Copies the collections, keeping their order. */
  public ProcessLaunch {
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /** A process that speaks MCP on standard input and output. */
  public static ProcessLaunch of(String command, String... arguments) {
    return new ProcessLaunch(command, List.of(arguments), Map.of(), null, null);
  }

  /**
   * A process that speaks MCP on standard input and output, started by a whole command line.
   *
   * @param words the executable and its arguments; no words make a definition that {@link #problems()} refuses
   */
  public static ProcessLaunch of(List<String> words) {
    return words.isEmpty()
        ? of("")
        : new ProcessLaunch(words.getFirst(), words.subList(1, words.size()), Map.of(), null, null);
  }

  /** The same with other variables. */
  public ProcessLaunch withEnvironment(Map<String, String> newEnvironment) {
    return new ProcessLaunch(command, arguments, newEnvironment, workingDirectory, endpoint);
  }

  /** The same in another folder. */
  public ProcessLaunch withWorkingDirectory(String folder) {
    return new ProcessLaunch(command, arguments, environment, folder, endpoint);
  }

  /** The same, serving HTTP at a URL. */
  public ProcessLaunch withEndpoint(URI url) {
    return new ProcessLaunch(command, arguments, environment, workingDirectory, url);
  }

  /** The URL at which the process serves MCP over HTTP, if it does. */
  public Optional<URI> httpEndpoint() {
    return Optional.ofNullable(endpoint);
  }

  @Override
  public LaunchKind kind() {
    return LaunchKind.PROCESS;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (command.isBlank()) {
      problems.add(new Problem("command", "must name an executable", Problem.Code.REQUIRED));
    } else if (command.indexOf('\0') >= 0) {
      problems.add(
          new Problem("command", "must not contain a NUL character", Problem.Code.INVALID_FORMAT));
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).indexOf('\0') >= 0) {
        problems.add(new Problem(
            "arguments[" + i + "]",
            "must not contain a NUL character",
            Problem.Code.INVALID_FORMAT));
      }
    }
    environment.forEach((name, value) -> {
      if (!VARIABLE.matcher(name).matches()) {
        problems.add(new Problem(
            "environment." + name,
            "a variable's name has letters, digits, _ and . and starts with a letter or _",
            Problem.Code.INVALID_FORMAT));
      } else if (value.indexOf('\0') >= 0) {
        problems.add(new Problem(
            "environment." + name,
            "must not contain a NUL character",
            Problem.Code.INVALID_FORMAT));
      }
    });
    if (workingDirectory != null && workingDirectory.isBlank()) {
      problems.add(new Problem(
          "workingDirectory", "must not be blank when given", Problem.Code.INVALID_FORMAT));
    }
    if (endpoint != null) {
      HttpUrls.check("endpoint", endpoint, problems);
    }
    return problems;
  }

  /** Shows the executable only: arguments and variables may hold secrets. */
  @Override
  public String toString() {
    return "ProcessLaunch[command=" + command + ", " + arguments.size() + " arguments, "
        + environment.size() + " variables]";
  }
}
