package io.mcpmanager.examples.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The MCP server whose bad habit is chosen by its first argument. It is a Perl script, since hundreds of it run side by
 * side in the tests, and a small interpreter starts in a hundredth of the time of a JVM.
 */
final class FaultyServer {

  private static final String SCRIPT = "faulty-server.pl";

  private final Path script;

  private FaultyServer(Path script) {
    this.script = script;
  }

  /** Puts the script into {@code folder}. */
  static FaultyServer unpackedTo(Path folder) throws IOException {
    Path script = folder.resolve(SCRIPT);
    try (InputStream in =
        Objects.requireNonNull(FaultyServer.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return new FaultyServer(script);
  }

  /**
   * The words that start it.
   *
   * @param options {@code name=value} each; the script says what a habit takes
   */
  List<String> command(String habit, String... options) {
    var words = new ArrayList<>(List.of("perl", script.toString(), habit));
    words.addAll(Arrays.asList(options));
    return words;
  }
}
