package io.mcpmanager.core.diagnostics;

import static io.mcpmanager.core.diagnostics.Amounts.bytes;
import static io.mcpmanager.core.diagnostics.Amounts.percent;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.spi.DiagnosticCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The heap of this Java process, and the memory of the container or machine around it. */
final class MemoryCheck implements DiagnosticCheck {

  private static final int HEAP_FULL = 90;
  private static final int MACHINE_FULL = 90;
  // threads, code, class data and buffers need something beside the heap
  private static final int HEAP_SHARE = 75;

  private final LinuxFiles files;

  MemoryCheck(LinuxFiles files) {
    this.files = files;
  }

  @Override
  public String id() {
    return "memory";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    Runtime runtime = Runtime.getRuntime();
    return List.of(
        heap(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory()),
        files
            .groupLimit("memory.max", "memory.current")
            .map(limit -> container(limit, runtime.maxMemory()))
            .orElseGet(this::machine));
  }

  static Finding heap(long used, long max) {
    String found = bytes(used) + " of " + bytes(max) + " of the heap are used";
    return percent(used, max) < HEAP_FULL
        ? Finding.ok("memory.heap", found)
        : Finding.warning(
            "memory.heap",
            found,
            "Look again in a minute, garbage may not have been collected yet. If it stays so, give the "
                + "Java process a larger -Xmx, or take a flight recording to see what fills it.");
  }

  private static Finding container(LinuxFiles.GroupLimit limit, long maxHeap) {
    String found =
        bytes(limit.used()) + " of the container's " + bytes(limit.limit()) + " are used";
    if (percent(limit.used(), limit.limit()) >= MACHINE_FULL) {
      return Finding.warning(
          "memory.container",
          found + ", file cache included",
          "The kernel ends processes when it is full. Give the container more memory, or run fewer "
              + "servers in it.");
    }
    if (percent(maxHeap, limit.limit()) > HEAP_SHARE) {
      return Finding.warning(
          "memory.container",
          found + ", and the heap alone may grow to " + bytes(maxHeap),
          "Give the Java process a smaller -Xmx or the container more memory: a Java process needs more "
              + "than its heap, and servers run beside it.");
    }
    return Finding.ok("memory.container", found);
  }

  private Finding machine() {
    OptionalLong total = ofMachine("MemTotal:");
    OptionalLong available = ofMachine("MemAvailable:");
    if (total.isEmpty() || available.isEmpty()) {
      return Finding.skipped(
          "memory.machine", "this system does not tell how much memory is free", "");
    }
    long used = total.getAsLong() - available.getAsLong();
    String found = bytes(available.getAsLong()) + " of the machine's " + bytes(total.getAsLong())
        + " are free";
    return percent(used, total.getAsLong()) < MACHINE_FULL
        ? Finding.ok("memory.machine", found)
        : Finding.warning(
            "memory.machine",
            found,
            "Stop servers or other programs, or give the machine more memory.");
  }

  private OptionalLong ofMachine(String line) {
    return files.read(Path.of("proc", "meminfo")).stream()
        .flatMap(String::lines)
        .filter(text -> text.startsWith(line))
        .map(text -> text.replaceAll("\\D", ""))
        .filter(digits -> !digits.isEmpty() && digits.length() < 16)
        .mapToLong(digits -> Long.parseLong(digits) * 1024)
        .findFirst();
  }
}
