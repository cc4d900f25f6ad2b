package io.mcpmanager.examples.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class EmbeddedTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path PROGRAM =
      MODULE.resolve("src/main/java/io/mcpmanager/examples/embedded/Embedded.java");

  @Test
  void givenCommandOfTheDemoServer_whenTheExampleRuns_thenItListsToolsAndPrintsTheSum()
      throws InterruptedException {
    var printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      Embedded.main(new String[] {
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        "io.mcpmanager.examples.demo.DemoServer"
      });
    } finally {
      System.setOut(before);
    }

    assertThat(printed.toString(UTF_8).lines())
        .contains("demo__echo", "demo__add")
        .last()
        .satisfies(sum -> assertThat(sum).contains("5"));
  }

  @Test
  void givenTheReadme_whenItShowsTheExample_thenItIsTheProgramThatRuns() throws IOException {
    String program = Files.readString(PROGRAM);
    String body = program
        .substring(program.indexOf("    try (var manager"), program.lastIndexOf("  }\n}"))
        .stripTrailing()
        .stripIndent();

    assertThat(program.lines()).hasSizeLessThanOrEqualTo(25);
    assertThat(Files.readString(MODULE.resolve("../../README.md")))
        .contains("```java\n" + body + "\n```");
  }
}
