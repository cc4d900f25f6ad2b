package io.mcpmanager.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.spi.ExitStatus;
import org.jspecify.annotations.Nullable;

/** What is learnt, bit by bit, about how a container ended. Thread-safe. */
final class ContainerEnd {

  private static final int SIGNAL_BASE = 128;
  private static final int KILLED = SIGNAL_BASE + 9;

  private final long memoryBytes;
  private volatile @Nullable Integer code;
  private volatile @Nullable String signal;
  private volatile boolean outOfMemory;
  private volatile boolean removed;

  /**
   * Nothing is known yet.
   *
   * @param memoryBytes the most memory it may take
   */
  ContainerEnd(long memoryBytes) {
    this.memoryBytes = memoryBytes;
  }

  /** It has died; with a status, if that is said. */
  void died(@Nullable String status) {
    if (status != null && status.matches("-?[0-9]{1,9}")) {
      code = Integer.valueOf(status);
    }
  }

  /** Something in it was killed for want of memory. */
  void ranOutOfMemory() {
    outOfMemory = true;
  }

  /** The engine was asked to send it a signal. */
  void signalled(@Nullable String number) {
    signal = number;
  }

  /** It was removed from the engine. */
  void removed() {
    removed = true;
  }

  /** The limit of its memory, for people. */
  String memoryLimit() {
    return (memoryBytes >> 20) + " MiB";
  }

  /** Whether it was killed, and so far nobody has said by whom or why. */
  boolean killedByNobody(ContainerState state) {
    learn(state);
    Integer status = code;
    return status != null && status == KILLED && signal == null && !outOfMemory && !removed;
  }

  /**
   * How it ended.
   *
   * @param state what the engine says of it now, or null if it is not there any more
   * @param requested whether the manager asked for it
   */
  ExitStatus status(@Nullable ContainerState state, boolean requested) {
    if (state != null) {
      learn(state);
    } else {
      removed = true;
    }
    return new ExitStatus(code, description(state, requested), requested);
  }

  private void learn(ContainerState state) {
    Long known = state.getExitCodeLong();
    // what was told as it died is right; the engine's notes may be a moment behind
    if (code == null && known != null) {
      code = Integer.valueOf(known.intValue());
    }
    outOfMemory |= Boolean.TRUE.equals(state.getOOMKilled());
    removed |= "removing".equals(state.getStatus());
  }

  private String description(@Nullable ContainerState state, boolean requested) {
    Integer status = code;
    if (!requested && outOfMemory && (status == null || status == KILLED)) {
      return "was killed because it ran out of memory: its limit is " + memoryLimit();
    }
    if (!requested && removed) {
      return "the container was removed by somebody else";
    }
    if (status == null) {
      return "the container has ended";
    }
    String how = status > SIGNAL_BASE
        ? "was ended by signal " + (status - SIGNAL_BASE)
        : "exited with status " + status;
    if (!requested && status > SIGNAL_BASE && signal != null) {
      how += ", which somebody else had the engine send";
    } else if (!requested && status == KILLED) {
      how += ", by nobody the engine knows of; its memory may have run out: its limit is "
          + memoryLimit();
    }
    String error = state == null ? null : state.getError();
    return error == null || error.isBlank() ? how : how + ": " + EngineFaults.message(error);
  }
}
