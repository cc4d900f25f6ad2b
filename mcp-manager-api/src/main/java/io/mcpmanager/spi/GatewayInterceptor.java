package io.mcpmanager.spi;

/**
 * Looks at messages between clients and servers on their way through the gateway; may let them pass, change what they
 * carry, or refuse them.
 *
 * <p>Towards servers, messages pass interceptors in the order in which these were added; towards clients, in reverse, so
 * that the first one sees requests as clients wrote them and answers as clients get them. Each message passes each
 * interceptor that wants it once. One that throws, or is not done in time, refuses the message: what could not be looked
 * at does not pass.
 *
 * <p>Thread-safe: messages of different clients come at the same time. It is called on the thread that carries the
 * message, which waits for it, and so must be quick; it may wait for something if it answers interruption, which comes
 * when the time limit of the call is over. Nothing of a message may be kept that is not copied; a message must not be
 * used after {@link #intercept} has returned.
 */
public interface GatewayInterceptor extends AutoCloseable {

  /** A short name for logs and for the errors of messages that it refuses. */
  String name();

  /** Which messages it wants; asked once. Others cost nothing. */
  default Interest interest() {
    return Interest.EVERYTHING;
  }

  /**
   * Looks at a message.
   *
   * @return what becomes of it
   * @throws InterruptedException if interrupted; the message is refused
   */
  Verdict intercept(GatewayMessage message) throws InterruptedException;

  /** Called once by the manager, after the last message. */
  @Override
  default void close() {}
}
