package io.mcpmanager.core.remote;

import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A channel to a server somewhere else, which says when it has ended. */
interface RemoteChannel extends MessageChannel {

  /** Completes with a reason once nothing will come any more, before the receiver is told. */
  CompletableFuture<String> ended();

  /** Gives the server, after {@link #close()}, a moment to hear that the session is over. */
  void awaitGoodbye(Duration timeout) throws InterruptedException;
}
