package io.mcpmanager.core.wire;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;

/** Bytes that were said to be JSON are not, or are not shaped as they must be. */
public final class JsonSyntaxException extends McpManagerException {

  private static final long serialVersionUID = 1;

  private final int offset;

  JsonSyntaxException(String problem, int offset) {
    super(ErrorCode.MALFORMED_INPUT, problem + " at byte " + offset);
    this.offset = offset;
  }

  /** Where in the bytes the problem was found. */
  public int offset() {
    return offset;
  }
}
