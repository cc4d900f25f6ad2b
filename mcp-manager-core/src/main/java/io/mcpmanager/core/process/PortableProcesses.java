package io.mcpmanager.core.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Processes as the JDK shows them on every system: without marks, groups, memory and descriptors. */
final class PortableProcesses implements ProcessTable {

  @Override
  public Listing list() {
    return new Listing(
        ProcessHandle.allProcesses().map(PortableProcesses::entry).toList(), true);
  }

  @Override
  public Optional<ProcessEntry> find(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(PortableProcesses::entry);
  }

  private static ProcessEntry entry(ProcessHandle handle) {
    ProcessHandle.Info info = handle.info();
    return new ProcessEntry(
        handle.pid(),
        info.startInstant().map(Instant::toEpochMilli).orElse((long) ProcessEntry.UNKNOWN),
        handle.parent().map(ProcessHandle::pid).orElse((long) ProcessEntry.UNKNOWN),
        ProcessEntry.UNKNOWN,
        !handle.isAlive(),
        info.totalCpuDuration().map(Duration::toNanos).orElse((long) ProcessEntry.UNKNOWN),
        ProcessEntry.UNKNOWN,
        ProcessEntry.UNKNOWN);
  }

  @Override
  public String startText(ProcessEntry entry) {
    return Long.toString(entry.start());
  }

  @Override
  public Sight markOf(ProcessEntry entry) {
    return new Sight(Optional.empty(), true);
  }

  @Override
  public Set<String> pipesOf(long pid) {
    return Set.of();
  }

  @Override
  public OptionalInt openFiles(long pid) {
    return OptionalInt.empty();
  }

  @Override
  public boolean readsMarks() {
    return false;
  }
}
