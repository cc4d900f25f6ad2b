package io.mcpmanager.server.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.protocol.ToolHeaders;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpHeader;
import io.mcpmanager.core.wire.HttpRequest;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Posts requests of 2026-07-28 with the headers that they need. A client over pipes knows nothing of headers; which
 * arguments of which tools go into some is learnt when the gateway refuses a call that lacks them. Thread-safe.
 */
final class ModernCalls {

  private static final int BAD_REQUEST = 400;
  private static final String HEADER_MISMATCH = "-32020";
  private static final int LONGEST_REFUSAL = 64 * 1024;
  private static final int MOST_PAGES = 100;

  private final ManagerEndpoint endpoint;
  private final ToolHeaders tools = new ToolHeaders();

  ModernCalls(ManagerEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Sends a request; the answer has not been read yet. */
  HttpResponse send(Envelope request, Transfer transfer) throws IOException, InterruptedException {
    HttpResponse response = transfer.send(post(request));
    if (response.status() != BAD_REQUEST || !request.method().equals("tools/call")) {
      return response;
    }
    byte[] refusal;
    try (InputStream body = response.body()) {
      refusal = body.readNBytes(LONGEST_REFUSAL);
    }
    if (isHeaderMismatch(refusal)) {
      learn(request, transfer);
      return transfer.send(post(request));
    }
    return new HttpResponse(
        response.status(), response.headers(), new ByteArrayInputStream(refusal));
  }

  private HttpRequest post(Envelope request) {
    var headers = new ArrayList<>(ModernHeaders.of(request));
    if (request.method().equals("tools/call")) {
      var parameters = new LinkedHashMap<String, String>();
      request.text(Member.NAME).ifPresent(name -> tools.addTo(parameters, name, request));
      parameters.forEach((name, value) -> headers.add(new HttpHeader(name, value)));
    }
    return endpoint.post(request.bytes(), headers);
  }

  private static boolean isHeaderMismatch(byte[] refusal) {
    Envelope answer = Envelope.read(refusal);
    return answer
        .span(Member.ERROR_CODE)
        .map(code -> new String(code.copyFrom(refusal), UTF_8))
        .filter(HEADER_MISMATCH::equals)
        .isPresent();
  }

  /** Lists the tools, as the client that makes the call would. */
  private void learn(Envelope call, Transfer transfer) throws IOException, InterruptedException {
    RequestId id = call.id().orElseThrow();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      var heard = new ArrayList<byte[]>();
      Envelope list = Envelope.read(Messages.request(id, "tools/list", params(call, cursor)));
      HttpResponse response = transfer.send(endpoint.post(list.bytes(), ModernHeaders.of(list)));
      new AnswerReader(endpoint, heard::add, id, transfer).read(response, List.of());
      if (heard.isEmpty()) {
        return;
      }
      Envelope answer = Envelope.read(heard.getLast());
      tools.learn(answer);
      Optional<String> next = next(answer);
      if (next.isEmpty()) {
        return;
      }
      cursor = ",\"cursor\":" + next.get();
    }
  }

  private static byte[] params(Envelope call, String cursor) {
    return ("{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":"
            + raw(call, Member.META_PROTOCOL_VERSION, "null")
            + ",\"io.modelcontextprotocol/clientCapabilities\":"
            + raw(call, Member.META_CLIENT_CAPABILITIES, "{}") + "}" + cursor + "}")
        .getBytes(UTF_8);
  }

  private static String raw(Envelope message, Member member, String otherwise) {
    return message
        .span(member)
        .map(span -> new String(span.copyFrom(message.bytes()), UTF_8))
        .orElse(otherwise);
  }

  /** The cursor of the next page, as JSON. */
  private static Optional<String> next(Envelope answer) {
    byte[] bytes = answer.bytes();
    Optional<Span> result = answer.span(Member.RESULT);
    return result
        .flatMap(whole -> JsonText.member(bytes, whole, "nextCursor"))
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> new String(span.copyFrom(bytes), UTF_8));
  }
}
