package io.mcpmanager.docker.container;

import io.mcpmanager.docker.network.NetworkAttachment;
import io.mcpmanager.docker.stream.HeldOutput;
import io.mcpmanager.docker.stream.InputFeed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a container and its instance hold, to be given back when it has ended.
 *
 * @param container says at the engine what it is
 * @param network how it is tied to a network
 * @param output what it writes to standard output
 * @param input its standard input
 */
record ContainerHoldings(
    ContainerHandle container, NetworkAttachment network, HeldOutput output, InputFeed input) {

  private static final long REMOVAL_SECONDS = 5;

  /**
   * Removes the container and what was made for it. An engine that is slow at that does not keep anybody from knowing that
   * the container has ended.
   */
  void remove(ExecutorService threads) {
    try {
      var removal = CompletableFuture.runAsync(this::removeNow, threads);
      removal.get(REMOVAL_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException closing) {
      removeNow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException slow) {
      // it goes on, and what can't be removed is noted
      return;
    }
  }

  private void removeNow() {
    boolean ignored = container.remove();
    network.close();
  }

  /** Ends all connections, and lets readers and writers learn of it. */
  void letGo() {
    output.release();
    input.close();
    container.close();
  }
}
