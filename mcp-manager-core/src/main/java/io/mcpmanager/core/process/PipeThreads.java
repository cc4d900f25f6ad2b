package io.mcpmanager.core.process;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Starts the threads that wait on pipes. They are platform threads on purpose: a virtual thread blocked on a pipe holds
 * its carrier, and a few hundred silent children would leave no virtual thread able to run.
 */
final class PipeThreads {

  private static final long STACK_BYTES = 192 * 1024;

  private final AtomicLong started = new AtomicLong();

  /** Starts a daemon thread with a small stack; it ends when its task does. */
  Thread start(String name, Runnable task) {
    return Thread.ofPlatform()
        .name("mcp-" + name + "-" + started.incrementAndGet())
        .daemon()
        .stackSize(STACK_BYTES)
        .start(task);
  }
}
