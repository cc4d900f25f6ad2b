package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One exchange with a server of 2026-07-28, repaired where the server says that it has not even begun with it. */
final class ModernExchange implements InputRounds.Exchange {

  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DISCOVER_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_PAGES = 100;
  private static final String METHOD_NOT_FOUND = "-32601";
  private static final String HEADER_MISMATCH = "-32020";
  static final String UNSUPPORTED_REVISION = "-32022";

  private final Conversation conversation;
  private final ModernEra era;

  ModernExchange(Conversation conversation, ModernEra era) {
    this.conversation = conversation;
    this.era = era;
  }

  @Override
  public Optional<Envelope> send(UpstreamRequest request) throws InterruptedException {
    Optional<Envelope> answer = conversation.exchange(request);
    if (answer.isEmpty() || answer.get().kind() != Envelope.Kind.ERROR_RESPONSE) {
      return answer;
    }
    switch (code(answer.get())) {
      case HEADER_MISMATCH -> {
        if (request.message().method().equals("tools/call")) {
          // the tool's schema has changed, and with it which arguments go into headers
          listTools();
          return conversation.exchange(request);
        }
      }
      case UNSUPPORTED_REVISION -> discover(DISCOVER_TIMEOUT);
      default -> {
        // the client's to see
      }
    }
    return answer;
  }

  /**
   * Asks the server what it is. If it says that it is of another era by now, the connection ends, so that it is opened
   * anew.
   */
  void discover(Duration timeout) throws InterruptedException {
    Envelope answer = conversation.ask("server/discover", null, timeout);
    String code = code(answer);
    if (code.equals(METHOD_NOT_FOUND) || code.equals(UNSUPPORTED_REVISION)) {
      String reason = "the server does not speak " + ModernEra.REVISION + " any more";
      conversation.close(reason);
      throw new McpManagerException(ErrorCode.CHANNEL_FAILED, reason);
    }
  }

  private void listTools() throws InterruptedException {
    String cursor = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      Envelope answer = conversation.ask("tools/list", params(cursor), LIST_TIMEOUT);
      era.tools().learn(answer);
      cursor = answer
          .span(Member.RESULT)
          .flatMap(result -> JsonText.member(answer.bytes(), result, "nextCursor"))
          .filter(span -> JsonText.isString(answer.bytes(), span))
          .map(span -> JsonText.decode(answer.bytes(), span))
          .orElse(null);
      if (cursor == null) {
        return;
      }
    }
  }

  private static byte @Nullable [] params(@Nullable String cursor) {
    return cursor == null
        ? null
        : ("{\"cursor\":" + new String(JsonText.quote(cursor), UTF_8) + "}").getBytes(UTF_8);
  }

  private static String code(Envelope answer) {
    return answer
        .span(Member.ERROR_CODE)
        .map(span -> new String(answer.bytes(), span.start(), span.length(), UTF_8))
        .orElse("");
  }
}
