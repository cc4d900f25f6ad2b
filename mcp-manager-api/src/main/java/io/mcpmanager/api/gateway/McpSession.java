package io.mcpmanager.api.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.mcp.ProtocolRevision;
import java.util.Optional;

/**
 * One client's conversation with the gateway, fed with raw messages by a transport. Thread-safe: messages may be handled
 * concurrently, as the protocol allows.
 */
public interface McpSession extends AutoCloseable {

  /** Secret id, at least 128 random bits in visible ASCII; knowing it is no authentication. */
  String id();

  /** What this session sees. */
  Scope scope();

  /** The revision agreed on, once the client has initialized. */
  Optional<ProtocolRevision> revision();

  /** How many managers have had this session before the present one; what they have begun is over. */
  int life();

  /**
   * Tells that the answer to a request that is being handled has become a stream, and may take long: if the manager ends
   * before it has answered, the next one reports that. Never waits.
   *
   * @param message the request
   */
  void streamed(byte[] message);

  /**
   * Handles one message of the client as {@link #handle(byte[], MessageSink)} does, in the context of the request that it
   * came by: what that allows counts, and not what was allowed when the session was opened.
   *
   * @param context of the session's principal and tenant
   * @throws InterruptedException if interrupted; the request is cancelled upstream
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#SESSION_NOT_FOUND} if the session has ended or is somebody else's
   */
  Optional<byte[]> handle(CallContext context, byte[] message, MessageSink related)
      throws InterruptedException;

  /**
   * Handles one message of the client, in the context in which the last one was handled or else the session opened, and
   * waits for its response. Notifications that belong to the request (progress,
   * log messages) are handed to {@code related} before this returns. Malformed messages are answered with a JSON-RPC
   * error, not an exception.
   *
   * @param message one JSON-RPC message; with revision 2025-03-26 also an array of them
   * @return the response; empty if the message needs none
   * @throws InterruptedException if interrupted; the request is cancelled upstream
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#SESSION_NOT_FOUND} if the session has ended
   */
  Optional<byte[]> handle(byte[] message, MessageSink related) throws InterruptedException;

  /**
   * Sets where messages go that belong to no request (list changes, resource updates). Up to 256 such messages are
   * kept while there is no such place, the oldest dropped first, and handed over now.
   *
   * @return detaches the sink again, if it still is the one in use
   */
  Runnable attach(MessageSink unrelated);

  /**
   * Sets what is done when the session has ended, whoever ended it; done at once if it has. It must be quick and must not
   * block.
   */
  void onEnd(Runnable action);

  /** Ends the session and cancels its calls. Idempotent. */
  @Override
  void close();
}
