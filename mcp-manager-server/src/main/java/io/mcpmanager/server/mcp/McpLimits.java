package io.mcpmanager.server.mcp;

import java.time.Duration;

/**
 * Bounds and rhythms of the endpoints.
 *
 * @param maxMessageBytes longest message a client may send
 * @param quickAnswer how long an answer may take before the response becomes an event stream
 * @param keepAlive pause after which an idle event stream gets a comment, which is also how a client that went away is
 *     noticed
 * @param reconnectDelay how long a client is asked to wait before it resumes a stream
 * @param replayEvents events kept per session for clients that resume
 * @param replayBytes size of the events kept per session
 * @param maxHeldBytes size of the long messages of all exchanges together
 */
public record McpLimits(
    int maxMessageBytes,
    Duration quickAnswer,
    Duration keepAlive,
    Duration reconnectDelay,
    int replayEvents,
    int replayBytes,
    long maxHeldBytes) {

  private static final long LEAST_HELD = 64L << 20;
  private static final int PART_OF_HEAP = 4;

  public static final McpLimits DEFAULT = new McpLimits(
      10 * 1024 * 1024,
      Duration.ofSeconds(5),
      Duration.ofSeconds(15),
      Duration.ofSeconds(1),
      256,
      4 * 1024 * 1024,
      Math.max(LEAST_HELD, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));

  /** The same with another longest message. */
  public McpLimits withMaxMessageBytes(int bytes) {
    return new McpLimits(
        bytes, quickAnswer, keepAlive, reconnectDelay, replayEvents, replayBytes, maxHeldBytes);
  }
}
