package io.mcpmanager.server.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README and the pages in docs. */
final class Pages {

  static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");

  static List<Path> all() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(ROOT::resolve),
              docs.filter(page -> page.toString().endsWith(".md")).sorted())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a page's shell blocks, without the comments after them. */
  static List<String> shellLines(Path page) {
    return SHELL_BLOCK
        .matcher(read(page))
        .results()
        .map(block -> block.group(1))
        .flatMap(String::lines)
        .map(line -> line.replaceFirst("\\s+# .*", "").strip())
        .toList();
  }

  static List<String> matches(Path page, Pattern pattern) {
    return pattern
        .matcher(read(page))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private Pages() {}
}
