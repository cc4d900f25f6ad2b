package io.mcpmanager.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This program's Java, cut down to some modules, with the libraries of this machine that it needs. */
final class LinkedJava {

  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  /** Adds it to an image, below {@code /java}. */
  static void addTo(Tar image, List<String> modules) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("mcp-manager-image-");
    try {
      Path java = folder.resolve("java");
      link(java, modules);
      image.tree("/java", java);
      for (String library : libraries(java)) {
        image.file(library, Files.readAllBytes(Path.of(library)), true);
      }
    } finally {
      delete(folder);
    }
  }

  private static void link(Path java, List<String> modules) {
    var said = new ByteArrayOutputStream();
    var printer = new PrintWriter(said, true, UTF_8);
    ToolProvider jlink = ToolProvider.findFirst("jlink")
        .orElseThrow(() -> new IllegalStateException("this Java has no jlink"));
    int status = jlink.run(
        printer,
        printer,
        "--add-modules",
        String.join(",", modules),
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--output",
        java.toString());
    if (status != 0) {
      throw new IllegalStateException("jlink: " + said.toString(UTF_8));
    }
  }

  private static Set<String> libraries(Path java) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ldd", java.resolve("bin/java").toString()));
    try (Stream<Path> files = Files.walk(java.resolve("lib"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".so")).forEach(command::add);
    }
    Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return LIBRARY
        .matcher(said)
        .results()
        .map(found -> found.group(1))
        .filter(library -> !library.startsWith(java.toString()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  private LinkedJava() {}
}
