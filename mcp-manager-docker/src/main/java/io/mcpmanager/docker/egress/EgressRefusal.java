package io.mcpmanager.docker.egress;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;

/** The egress proxy does not do what a container asks of it. Its message is for the log and for the container. */
final class EgressRefusal extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final Status status;
  private final String reason;

  /** How HTTP names a refusal. */
  enum Status {
    MALFORMED("400 Bad Request"),
    NOT_ALLOWED("403 Forbidden"),
    UNREACHABLE("502 Bad Gateway");

    private final String line;

    Status(String line) {
      this.line = line;
    }

    String line() {
      return line;
    }
  }

  private EgressRefusal(Status status, String reason) {
    super(ErrorCode.CHANNEL_FAILED, reason);
    this.status = status;
    this.reason = reason;
  }

  static EgressRefusal malformed(String reason) {
    return new EgressRefusal(Status.MALFORMED, reason);
  }

  static EgressRefusal notAllowed(String reason) {
    return new EgressRefusal(Status.NOT_ALLOWED, reason);
  }

  static EgressRefusal unreachable(String reason) {
    return new EgressRefusal(Status.UNREACHABLE, reason);
  }

  Status status() {
    return status;
  }

  /** Why. */
  String reason() {
    return reason;
  }
}
