package io.mcpmanager.examples.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ContainersTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path PROGRAM =
      MODULE.resolve("src/main/java/io/mcpmanager/examples/containers/Containers.java");

  @Test
  @Requires({"docker", "busybox"})
  void givenAnImage_whenTheExampleRuns_thenItPrintsTheAnswerAndWhatTheContainerTakes()
      throws Exception {
    String image = TestImages.of(TestEngine.standard()).shellServer();
    var printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    InputStream in = System.in;
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setIn(new LinesUntil(printed, "residentBytes="));
    try {
      Containers.main(new String[] {image, "echo", "{\"text\": \"hello\"}"});
    } finally {
      System.setOut(out);
      System.setIn(in);
    }

    assertThat(printed.toString(UTF_8).lines())
        .contains("hello")
        .anySatisfy(line -> assertThat(line).startsWith("ResourceUsage["));
  }

  @Test
  void givenTheReadme_whenItShowsTheExample_thenItIsTheProgramThatRuns() throws IOException {
    String program = Files.readString(PROGRAM);
    String body = program
        .substring(program.indexOf("    var docker"), program.lastIndexOf("  }\n}"))
        .stripTrailing()
        .stripIndent();

    assertThat(Files.readString(MODULE.resolve("README.md")))
        .contains("```java\n" + body + "\n```");
  }

  /** A person who presses Enter every now and then, until something has been printed. */
  private static final class LinesUntil extends InputStream {

    private static final int LOOKS = 300;

    private final ByteArrayOutputStream printed;
    private final String wanted;
    private int looks;

    LinesUntil(ByteArrayOutputStream printed, String wanted) {
      this.printed = printed;
      this.wanted = wanted;
    }

    @Override
    public int read() throws IOException {
      if (looks++ == LOOKS || printed.toString(UTF_8).contains(wanted)) {
        return -1;
      }
      try {
        boolean ignored = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return '\n';
    }
  }
}
