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
   * @param neverSent whether the peer cannot have acted on the message
   */
  public ChannelException(String message, boolean neverSent, @Nullable Throwable cause) {
    super(ErrorCode.CHANNEL_FAILED, message, cause);
    this.neverSent = neverSent;
  }

  /**
   * Whether the peer cannot have acted on the message, since it did not get all of it or refused it unread, so that
   * sending it again is safe.
   */
  public boolean neverSent() {
    return neverSent;
  }
}
