package io.mcpmanager.spi;

import java.time.Duration;

/** Carries JSON-RPC messages to one instance and back. Thread-safe. */
public interface MessageChannel {

  /**
   * Starts handing incoming messages to a receiver. Called once, before the first {@link #send}.
   */
  void open(Receiver receiver);

  /**
   * Sends one message. Returns once it is handed to the transport, or, over HTTP, once the answer to a request has been
   * received; answers always arrive through the receiver.
   *
   * @param timeout longest time this may take
   * @throws ChannelException if it could not be sent; the peer may or may not have acted on it, unless
   *     {@link ChannelException#neverSent()} says it has not
   * @throws io.mcpmanager.api.error.McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#TIMEOUT} if it
   *     took too long, or {@link io.mcpmanager.api.error.ErrorCode#TOO_LARGE} if its answer was too long, of which the
   *     receiver is told too
   */
  void send(OutboundMessage message, Duration timeout) throws InterruptedException;

  /** Tells the channel which protocol revision was agreed on; transports need it for their headers. */
  default void negotiated(String protocolRevision) {}

  /** How long the peer has been keeping a message waiting to be read, if the transport knows; else zero. */
  default Duration stalled() {
    return Duration.ZERO;
  }

  /** Longest message in bytes that is taken from the peer; longer ones are skipped. */
  default int maxMessageBytes() {
    return Integer.MAX_VALUE;
  }

  /** Closes the channel; the receiver is told. Idempotent. */
  void close();

  /** Takes what comes in. Stream transports call it from one thread, HTTP from several; it must not block. */
  interface Receiver {

    /**
     * One complete message, as it was sent: UTF-8, not yet checked in any way.
     *
     * @param message from now on the receiver's, who may change it
     */
    void onMessage(byte[] message);

    /**
     * A message was longer than allowed and has been skipped.
     *
     * @param head its first bytes, at most 256
     * @param tail its last bytes, at most 256; empty if the transport does not know them
     * @param length its length in bytes
     */
    void onOversized(byte[] head, byte[] tail, long length);

    /**
     * Something came that is no message and looks like none. It is in the server's log already; this is for whoever
     * wonders why an answer does not come.
     *
     * @param text its beginning
     */
    default void onNoise(String text) {}

    /**
     * Messages that belong to no request may have been lost: the way they come was open only some time after the server
     * could send them.
     */
    default void onGap() {}

    /**
     * Nothing will come any more. Called once.
     *
     * @param reason for people
     */
    void onClosed(String reason);
  }
}
