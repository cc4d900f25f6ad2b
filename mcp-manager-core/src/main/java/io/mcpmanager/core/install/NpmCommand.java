package io.mcpmanager.core.install;

import io.mcpmanager.api.server.ProcessLaunch;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A launch through {@code npx} or {@code npm exec}, understood: which packages it needs, and which of their programs it
 * runs.
 *
 * @param npm the npm that belongs to the command
 * @param packages what is to be installed, such as {@code left-pad@1.3.0}; the first is what the server is
 * @param program name of the program to run, or null for the one that the package has, or that has its name
 * @param arguments of the program
 */
record NpmCommand(
    String npm, List<String> packages, @Nullable String program, List<String> arguments) {

  // a name in the registry with a version, a range or a tag; not a folder, an address or an alias
  private static final Pattern PACKAGE =
      Pattern.compile("(@[a-z0-9~][a-z0-9._~-]*/)?[a-z0-9~][a-z0-9._~-]*(@[A-Za-z0-9^~<>=*.+-]+)?");

  private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Set<String> NOISE = Set.of("-y", "--yes", "-q", "--quiet");

  /** Understands a launch; empty if it is something else, or says more than is understood here. */
  static Optional<NpmCommand> of(ProcessLaunch launch) {
    Deque<String> words = new ArrayDeque<>(launch.arguments());
    String name = fileName(launch.command());
    boolean exec =
        name.equals("npm") && ("exec".equals(words.peekFirst()) || "x".equals(words.peekFirst()));
    if (exec) {
      words.removeFirst();
    } else if (!name.equals("npx")) {
      return Optional.empty();
    }
    String npm = launch.command().substring(0, launch.command().length() - name.length()) + "npm";
    return read(npm, words);
  }

  private static Optional<NpmCommand> read(String npm, Deque<String> words) {
    var packages = new ArrayList<String>();
    while (!words.isEmpty() && words.peekFirst().startsWith("-")) {
      String option = words.removeFirst();
      if (option.equals("--")) {
        break;
      } else if (option.startsWith("--package=")) {
        packages.add(option.substring("--package=".length()));
      } else if ((option.equals("-p") || option.equals("--package")) && !words.isEmpty()) {
        packages.add(words.removeFirst());
      } else if (!NOISE.contains(option)) {
        return Optional.empty();
      }
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String first = words.removeFirst();
    String program = null;
    if (packages.isEmpty()) {
      packages.add(first);
    } else {
      program = first;
    }
    boolean understood = packages.stream().allMatch(one -> PACKAGE.matcher(one).matches())
        && (program == null || PROGRAM.matcher(program).matches());
    return understood
        ? Optional.of(new NpmCommand(npm, List.copyOf(packages), program, List.copyOf(words)))
        : Optional.empty();
  }

  /** The name of the first package, without a version. */
  String packageName() {
    String first = packages.getFirst();
    int at = first.indexOf('@', 1);
    return at < 0 ? first : first.substring(0, at);
  }

  private static String fileName(String command) {
    try {
      Path name = Path.of(command).getFileName();
      return name == null ? "" : name.toString();
    } catch (InvalidPathException e) {
      return "";
    }
  }
}
