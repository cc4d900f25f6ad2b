package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;

/** The opening of the revisions up to 2025-11-25: initialize, answer, initialized. */
final class Handshake {

  /** The revision asked for; the server may answer with an older one. */
  static final ProtocolRevision ASKED = ProtocolRevision.V2025_11_25;

  private static final String INITIALIZED = "notifications/initialized";

  static ServerGreeting perform(
      Conversation conversation, MessageChannel channel, ClientIdentity self, Duration timeout)
      throws InterruptedException {
    try {
      ServerGreeting greeting =
          ServerGreeting.read(conversation.ask("initialize", params(self), timeout));
      channel.negotiated(greeting.revision().text());
      conversation.tell(Messages.notification(INITIALIZED, null), INITIALIZED, timeout);
      return greeting;
    } catch (McpManagerException e) {
      if (e.code() == ErrorCode.HANDSHAKE_FAILED) {
        throw e;
      }
      String found = e.code() == ErrorCode.TIMEOUT ? "none came" : String.valueOf(e.getMessage());
      throw new McpManagerException(
          ErrorCode.HANDSHAKE_FAILED,
          "expected an answer to initialize within " + timeout.toMillis() + " ms, but " + found,
          e);
    }
  }

  // a connection that serves many clients declares no capability that only one of them could fill
  private static byte[] params(ClientIdentity self) {
    return ("{\"protocolVersion\":\"" + ASKED.text()
            + "\",\"capabilities\":"
            + self.ofOneClient().map(json -> new String(json, UTF_8)).orElse("{}")
            + ",\"clientInfo\":" + new String(self.info(), UTF_8) + "}")
        .getBytes(UTF_8);
  }

  private Handshake() {}
}
