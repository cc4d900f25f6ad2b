package io.mcpmanager.core.process;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The processes of this machine, as far as this one may see them. Thread-safe. */
sealed interface ProcessTable permits LinuxProcesses, PortableProcesses {

  /**
   * What was seen of a process's environment.
   *
   * @param settled whether it will not tell more when read again: it does not while the process is just being replaced
   *     by another program
   */
  record Sight(Optional<Mark> mark, boolean settled) {}

  /**
   * All processes there were.
   *
   * @param complete whether none ended while they were read, so that none that it started meanwhile can have been missed
   */
  record Listing(List<ProcessEntry> entries, boolean complete) {}

  /** The best table this machine has. */
  static ProcessTable ofThisMachine() {
    return LinuxProcesses.isThere() ? new LinuxProcesses() : new PortableProcesses();
  }

  /** Reads them all. */
  Listing list();

  /** Reads one; empty if it has ended. */
  Optional<ProcessEntry> find(long pid);

  /** Start of a process as it is written down; unlike the number it is not the same again after the machine has restarted. */
  String startText(ProcessEntry entry);

  /** The mark that a process has inherited. */
  Sight markOf(ProcessEntry entry);

  /** The pipes that are its standard input, output and error. */
  Set<String> pipesOf(long pid);

  /** Number of descriptors it has open. */
  OptionalInt openFiles(long pid);

  /** Whether marks can be read. */
  boolean readsMarks();
}
