package io.mcpmanager.api.error;

import io.mcpmanager.api.server.ServerId;

/** A change was based on a revision that is no longer the present one; nothing was changed. */
public final class StaleRevisionException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final long expected;
  private final long actual;

  /** The caller expected {@code expected} but the server is at {@code actual}. */
  public StaleRevisionException(ServerId server, long expected, long actual) {
    super(
        ErrorCode.STALE_REVISION,
        "the server is at revision " + actual + ", not " + expected
            + "; read it again and repeat the change",
        server,
        null);
    this.expected = expected;
    this.actual = actual;
  }

  /** The revision the caller gave. */
  public long expected() {
    return expected;
  }

  /** The revision the server is at. */
  public long actual() {
    return actual;
  }
}
