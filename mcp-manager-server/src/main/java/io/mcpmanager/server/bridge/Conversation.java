package io.mcpmanager.server.bridge;

import java.time.Duration;

/** What a client that speaks line by line talks to. Messages for the client go to the sink it was made with. */
public interface Conversation extends AutoCloseable {

  /** Takes one message, in the order in which the client wrote them. Requests are worked on by other threads. */
  void take(byte[] message);

  /** A message was too long and has been skipped; {@code head} is its beginning and {@code tail} its end. */
  void takeOversized(long length, byte[] head, byte[] tail);

  /** Waits until what the client asked for has been answered; what would never end by itself ends now. */
  void drain(Duration timeout) throws InterruptedException;

  /** Ends the conversation. Idempotent. */
  @Override
  void close();
}
