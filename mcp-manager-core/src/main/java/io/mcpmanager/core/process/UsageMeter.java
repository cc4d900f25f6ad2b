package io.mcpmanager.core.process;

import io.mcpmanager.api.server.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what a family takes of the machine. What was taken by members that lived only between two readings is missed.
 * Used by one thread at a time.
 */
final class UsageMeter {

  private static final int READINGS_PER_COUNT = 6;

  private record Key(long pid, long start) {}

  private final ProcessTable table;
  private Map<Key, Long> cpuBefore = new HashMap<>();
  private long cpuOfEnded;
  private long lastCpu = ProcessEntry.UNKNOWN;
  private long lastNanoTime;
  private long readings;
  private int lastMembers;
  private @Nullable Integer lastOpenFiles;

  UsageMeter(ProcessTable table) {
    this.table = table;
  }

  /**
   * Reads.
   *
   * @param nanoTime for the share of a processor since the reading before
   */
  ResourceUsage read(List<ProcessEntry> members, Instant now, long nanoTime) {
    Long cpu = cpu(members);
    Double percent = null;
    if (cpu != null) {
      long elapsed = nanoTime - lastNanoTime;
      if (lastCpu != ProcessEntry.UNKNOWN && elapsed > 0) {
        percent = Math.round(1000.0 * (cpu - lastCpu) / elapsed) / 10.0;
      }
      lastCpu = cpu;
      lastNanoTime = nanoTime;
    }
    Long threads = sum(members, ProcessEntry::threads);
    return new ResourceUsage(
        now,
        cpu == null ? null : Duration.ofNanos(cpu),
        percent,
        sum(members, ProcessEntry::residentBytes),
        members.size(),
        threads == null ? null : (Integer) threads.intValue(),
        openFiles(members));
  }

  private @Nullable Long cpu(List<ProcessEntry> members) {
    var now = new HashMap<Key, Long>();
    for (ProcessEntry member : members) {
      if (member.cpuNanos() == ProcessEntry.UNKNOWN) {
        return null;
      }
      now.put(new Key(member.pid(), member.start()), member.cpuNanos());
    }
    cpuBefore.forEach((key, cpu) -> {
      if (!now.containsKey(key)) {
        cpuOfEnded += cpu;
      }
    });
    cpuBefore = now;
    return cpuOfEnded + now.values().stream().mapToLong(Long::longValue).sum();
  }

  private static @Nullable Long sum(
      List<ProcessEntry> members, ToLongFunction<ProcessEntry> figure) {
    boolean known =
        members.stream().mapToLong(figure).noneMatch(value -> value == ProcessEntry.UNKNOWN);
    return known ? (Long) members.stream().mapToLong(figure).sum() : null;
  }

  /** Descriptors are counted less often than the rest is read: that takes a look at each of them. */
  private @Nullable Integer openFiles(List<ProcessEntry> members) {
    if (readings++ % READINGS_PER_COUNT == 0 || members.size() != lastMembers) {
      lastMembers = members.size();
      lastOpenFiles = countOpenFiles(members);
    }
    return lastOpenFiles;
  }

  private @Nullable Integer countOpenFiles(List<ProcessEntry> members) {
    int total = 0;
    for (ProcessEntry member : members) {
      OptionalInt files = table.openFiles(member.pid());
      if (files.isEmpty()) {
        return null;
      }
      total += files.getAsInt();
    }
    return total;
  }
}
