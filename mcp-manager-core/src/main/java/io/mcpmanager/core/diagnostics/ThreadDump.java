package io.mcpmanager.core.diagnostics;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what all threads do. */
final class ThreadDump {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadDump.class);
  static final int MAX_CHARACTERS = 8_000_000;

  static String take() {
    HotSpotDiagnosticMXBean hotspot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    String threads = hotspot == null ? platformThreads() : allThreads(hotspot);
    return cut(deadlocks() + threads);
  }

  /** The only way to see virtual threads goes by way of a file. */
  private static String allThreads(HotSpotDiagnosticMXBean hotspot) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("mcp-manager-threads-");
      Path file = folder.resolve("threads.txt").toAbsolutePath();
      hotspot.dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      return beginning(file);
    } catch (IOException e) {
      throw new McpManagerException(
          ErrorCode.INTERNAL_ERROR, "the thread dump could not be written to the temp folder", e);
    } finally {
      delete(folder);
    }
  }

  private static String beginning(Path file) throws IOException {
    var text = new StringBuilder();
    var buffer = new char[8192];
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (int n = reader.read(buffer);
          n >= 0 && text.length() <= MAX_CHARACTERS;
          n = reader.read(buffer)) {
        text.append(buffer, 0, n);
      }
    }
    return text.toString();
  }

  private static void delete(@Nullable Path folder) {
    if (folder != null) {
      try {
        Files.deleteIfExists(folder.resolve("threads.txt"));
        Files.delete(folder);
      } catch (IOException left) {
        LOG.atDebug().setCause(left).log("a thread dump stays in the temp folder");
      }
    }
  }

  private static String platformThreads() {
    var text = new StringBuilder("Virtual threads are not shown: this Java runtime can't.\n\n");
    for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
      text.append(thread);
    }
    return text.toString();
  }

  private static String deadlocks() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] ids = threads.findDeadlockedThreads();
    if (ids == null) {
      return "No platform threads are deadlocked.\n\n";
    }
    var text = new StringBuilder("Deadlocked platform threads:\n\n");
    for (ThreadInfo thread : threads.getThreadInfo(ids, true, true)) {
      text.append(thread);
    }
    return text.append('\n').toString();
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARACTERS
        ? text
        : text.substring(0, MAX_CHARACTERS) + "\n... cut here\n";
  }

  private ThreadDump() {}
}
