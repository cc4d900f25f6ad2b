package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for a server's thread: commands, as many as are allowed, and signals. Thread-safe. */
final class Inbox {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  private static final int MAX_COMMANDS = 256;
  // every life sends a handful of signals, so twice the commands leaves ample room for them
  private static final int CAPACITY = 2 * MAX_COMMANDS;

  sealed interface Message {
    record Command(PendingCommand ticket) implements Message {}

    record News(Signal signal) implements Message {}

    record StoreMayBeBack() implements Message {}
  }

  private final ServerId server;
  private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>(CAPACITY);
  private final AtomicInteger commands = new AtomicInteger();
  private volatile boolean closed;

  Inbox(ServerId server) {
    this.server = server;
  }

  Message take() throws InterruptedException {
    return queue.take();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /**
   * Takes a command; {@link #settled} says when it is over. Returns whether there is still somebody to carry it out.
   *
   * @throws McpManagerException with LIMIT_REACHED if too many wait already
   */
  boolean submit(PendingCommand ticket) {
    if (commands.incrementAndGet() > MAX_COMMANDS) {
      commands.decrementAndGet();
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED,
          "more than " + MAX_COMMANDS + " commands wait for this server",
          server,
          null);
    }
    var message = new Message.Command(ticket);
    boolean taken = queue.offer(message);
    boolean tooLate = closed && queue.remove(message);
    if (!taken || tooLate) {
      commands.decrementAndGet();
      return false;
    }
    return true;
  }

  /** A command is over. */
  void settled() {
    commands.decrementAndGet();
  }

  /** Takes a signal. Never blocks. */
  void signal(Signal signal) {
    if (!queue.offer(new Message.News(signal)) && !closed) {
      LOG.atError()
          .addKeyValue("server", server)
          .addKeyValue("signal", signal.getClass().getSimpleName())
          .log("a signal was lost because the server's queue is full");
    }
  }

  void storeMayBeBack() {
    // if there is no room, there is something to do that finds out as well
    boolean ignored = queue.offer(new Message.StoreMayBeBack());
  }

  /** Takes nothing from now on; returns the commands that nobody will carry out. */
  List<PendingCommand> close() {
    closed = true;
    var left = new ArrayList<PendingCommand>();
    for (Message message = queue.poll(); message != null; message = queue.poll()) {
      if (message instanceof Message.Command command) {
        left.add(command.ticket());
      }
    }
    return left;
  }
}
