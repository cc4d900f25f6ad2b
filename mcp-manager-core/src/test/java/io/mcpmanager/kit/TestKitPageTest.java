package io.mcpmanager.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about the test kit shows code that is compiled and run here. */
final class TestKitPageTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path PAGE = MODULE.resolveSibling("docs").resolve("test-kit.md");
  private static final Path SOURCES = MODULE.resolve("src/test/java/io/mcpmanager/kit");
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  @Test
  void givenThePage_whenItShowsCode_thenThatCodeIsTestedHere() throws IOException {
    List<String> blocks = BLOCK
        .matcher(Files.readString(PAGE))
        .results()
        .map(match -> bare(match.group(1)))
        .toList();
    String sources;
    try (Stream<Path> files = Files.list(SOURCES)) {
      sources = files
          .map(TestKitPageTest::read)
          .map(TestKitPageTest::bare)
          .collect(Collectors.joining("\n"));
    }

    assertThat(blocks).hasSizeGreaterThan(3).allSatisfy(block -> assertThat(sources)
        .contains(block));
  }

  /** Without indentation and empty lines, which differ by place. */
  private static String bare(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
