package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.JsonText;

/** How a client is told that a server could not be reached or did not answer. */
final class Failures {

  /**
   * The reply for a failed request. A failed tool call is a result that says so, which models can read and react to;
   * only when the one server of a transparent view does not run, that is the connection's failure, not the tool's.
   */
  static Reply reply(String method, View view, McpManagerException failure) {
    String text = String.valueOf(failure.getMessage());
    boolean notThere = failure.code() == ErrorCode.SERVER_NOT_RUNNING
        || failure.code() == ErrorCode.SERVER_NOT_FOUND;
    if (method.equals("tools/call") && !(notThere && view instanceof OneServer)) {
      String quoted = new String(JsonText.quote(text), UTF_8);
      return new Reply.Result(
          ("{\"content\":[{\"type\":\"text\",\"text\":" + quoted + "}],\"isError\":true}")
              .getBytes(UTF_8));
    }
    return new Reply.Refusal(Reply.INTERNAL_ERROR, text);
  }

  private Failures() {}
}
