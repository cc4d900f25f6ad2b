package io.mcpmanager.core.process;

import io.mcpmanager.spi.LaunchMark;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A child with everything that descends from it, as the {@link Census} sees it: also what has left its group, its session
 * or its parent. Thread-safe.
 */
final class Family {

  private final LaunchMark mark;
  private final @Nullable ProcessEntry root;
  private final boolean ownGroup;
  private final Set<String> pipes;
  private volatile List<ProcessEntry> members = List.of();

  /**
   * A family of which nobody is known yet but the root.
   *
   * @param mark what its members carry in their environment
   * @param root its first member, or null if nothing is known of it
   * @param ownGroup whether the root leads a process group
   * @param pipes the pipes between the root and the manager: nobody else has them
   */
  Family(LaunchMark mark, @Nullable ProcessEntry root, boolean ownGroup, Set<String> pipes) {
    this.mark = mark;
    this.root = root;
    this.ownGroup = ownGroup;
    this.pipes = Set.copyOf(pipes);
  }

  LaunchMark mark() {
    return mark;
  }

  @Nullable
  ProcessEntry root() {
    return root;
  }

  /** Whether a process is the root, not a later one with the same id. */
  boolean isRoot(ProcessEntry entry) {
    return root != null && root.pid() == entry.pid() && root.start() == entry.start();
  }

  /** The group that the root leads, or null if it leads none. */
  @Nullable
  Long group() {
    return root != null && ownGroup ? (Long) root.pid() : null;
  }

  Set<String> pipes() {
    return pipes;
  }

  /** Those who were alive in the last census. */
  List<ProcessEntry> members() {
    return members;
  }

  void members(List<ProcessEntry> newMembers) {
    members = List.copyOf(newMembers);
  }
}
