package io.mcpmanager.core.bulk;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkCounts;
import io.mcpmanager.api.bulk.BulkItem;
import io.mcpmanager.api.bulk.BulkItemState;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.bulk.BulkState;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How far one run is. Thread-safe; holds no thread. */
final class Run {

  private final String id;
  private final CallContext context;
  private final BulkCommand command;
  private final @Nullable String undoes;
  private final Instant startedAt;

  /** Guards what follows; held for moments only. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition ended = lock.newCondition();
  private final List<BulkItem> items;
  private int next;
  private boolean calledOff;
  private boolean undone;
  private @Nullable Instant finishedAt;

  Run(
      String id,
      CallContext context,
      BulkCommand command,
      @Nullable String undoes,
      List<BulkItem> items,
      Instant startedAt) {
    this.id = id;
    this.context = context;
    this.command = command;
    this.undoes = undoes;
    this.items = new ArrayList<>(items);
    this.startedAt = startedAt;
  }

  String id() {
    return id;
  }

  CallContext context() {
    return context;
  }

  BulkCommand command() {
    return command;
  }

  /** What is done, for people. */
  String title() {
    return undoes == null ? command.text() : "undo " + command.text();
  }

  /** On whose behalf the command for an item is given: the run's caller, with a correlation id of the item's own. */
  CallContext contextOf(int index) {
    return context.withCorrelationId(id + "-" + (index + 1));
  }

  /** Gives the next item its turn, if there is one. */
  OptionalInt begin() {
    lock.lock();
    try {
      while (next < items.size()) {
        int index = next++;
        BulkItem item = items.get(index);
        if (item.state() == BulkItemState.WAITING) {
          items.set(index, with(item, BulkItemState.RUNNING, null, ""));
          return OptionalInt.of(index);
        }
      }
      return OptionalInt.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The server of an item that was given its turn. */
  ServerId server(int index) {
    lock.lock();
    try {
      return items.get(index).serverId().orElseThrow();
    } finally {
      lock.unlock();
    }
  }

  void settle(int index, Deed.Done done) {
    lock.lock();
    try {
      BulkItem item = items.get(index);
      items.set(
          index,
          switch (done) {
            case Deed.Done.Skipped skipped ->
              with(item, BulkItemState.SKIPPED, null, skipped.why());
            case Deed.Done.Executed executed ->
              new BulkItem(
                  item.server(),
                  item.name(),
                  executed.result().success() ? BulkItemState.SUCCEEDED : BulkItemState.FAILED,
                  executed.result().error(),
                  executed.result().message(),
                  executed.result());
          });
    } finally {
      lock.unlock();
    }
  }

  void fail(int index, ErrorCode error, String message) {
    lock.lock();
    try {
      items.set(index, with(items.get(index), BulkItemState.FAILED, error, message));
    } finally {
      lock.unlock();
    }
  }

  /** Takes their turn from all items that wait for it. */
  void callOff(String why) {
    lock.lock();
    try {
      next = items.size();
      for (int i = 0; i < items.size(); i++) {
        if (items.get(i).state() == BulkItemState.WAITING) {
          items.set(i, with(items.get(i), BulkItemState.CANCELLED, null, why));
          calledOff = true;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void end(Instant now) {
    lock.lock();
    try {
      finishedAt = now;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** When it came to its end; null while it has not. */
  @Nullable
  Instant finishedAt() {
    lock.lock();
    try {
      return finishedAt;
    } finally {
      lock.unlock();
    }
  }

  void awaitEnd(Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      while (finishedAt == null && nanos > 0) {
        nanos = ended.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What undoes it: the correlation ids of its commands by server. Given once, unless it is given back.
   *
   * @throws McpManagerException if it is not over, was undone or there is nothing to undo
   */
  Map<ServerId, String> takeUndo() {
    lock.lock();
    try {
      if (!undoable()) {
        throw new McpManagerException(
            ErrorCode.COMMAND_NOT_FOUND,
            finishedAt == null
                ? "the run is not over; cancel it or wait for its end before it is undone"
                : "nothing of the run can be undone, or it has been undone");
      }
      undone = true;
      Map<ServerId, String> correlationIds = new LinkedHashMap<>();
      items.stream()
          .flatMap(item -> item.commandResult().stream())
          .filter(result -> result.undoable())
          .forEach(result -> correlationIds.put(result.server(), result.correlationId()));
      return correlationIds;
    } finally {
      lock.unlock();
    }
  }

  void giveUndoBack() {
    lock.lock();
    try {
      undone = false;
    } finally {
      lock.unlock();
    }
  }

  BulkCounts counts() {
    lock.lock();
    try {
      return BulkCounts.of(items);
    } finally {
      lock.unlock();
    }
  }

  BulkState state() {
    lock.lock();
    try {
      return finishedAt == null
          ? calledOff ? BulkState.CANCELLING : BulkState.RUNNING
          : calledOff ? BulkState.CANCELLED : BulkState.FINISHED;
    } finally {
      lock.unlock();
    }
  }

  BulkRun snapshot() {
    lock.lock();
    try {
      return new BulkRun(
          id,
          context.tenant(),
          command,
          undoes,
          state(),
          items,
          undoable(),
          context.principal().id(),
          context.correlationId(),
          startedAt,
          finishedAt);
    } finally {
      lock.unlock();
    }
  }

  private boolean undoable() {
    return finishedAt != null
        && !undone
        && undoes == null
        && items.stream()
            .flatMap(item -> item.commandResult().stream())
            .anyMatch(result -> result.undoable());
  }

  private static BulkItem with(
      BulkItem item, BulkItemState state, @Nullable ErrorCode error, String message) {
    return new BulkItem(item.server(), item.name(), state, error, message, null);
  }
}
