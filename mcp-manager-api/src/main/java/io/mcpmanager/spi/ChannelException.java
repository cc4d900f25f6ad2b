package io.mcpmanager.spi;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import org.jspecify.annotations.Nullable;

/** A message could not be sent. */
public final class ChannelException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final boolean neverSent;

  /**
   * What went wrong.
   *
   * @param neverSent whether no byte of the message can have reached the peer
   */
  public ChannelException(String message, boolean neverSent, @Nullable Throwable cause) {
    super(ErrorCode.CHANNEL_FAILED, message, cause);
    this.neverSent = neverSent;
  }

  /** Whether no byte of the message can have reached the peer, so that sending it again is safe. */
  public boolean neverSent() {
    return neverSent;
  }
}
