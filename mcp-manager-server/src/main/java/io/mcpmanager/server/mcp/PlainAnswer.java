package io.mcpmanager.server.mcp;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.core.wire.Answers;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Padding;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.server.http.SlowClients;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with JSON, or with nothing but the status if there is no answer. */
final class PlainAnswer {

  private static final Logger log = LoggerFactory.getLogger(PlainAnswer.class);

  /** An error that decides about the status is the gateway's own and short. */
  private static final int LONGEST_LOOKED_AT = 2_000;

  private static final RequestId HEADER_MISMATCH = RequestId.of(-32020);

  /** A longer answer is written in pieces, so that a client that takes one after the other is not cut off. */
  private static final int LONGEST_AT_ONCE = 256 * 1024;

  private final ServerResponse response;
  private final SlowClients slowClients;
  private final StepUp stepUp;

  PlainAnswer(ServerResponse response, SlowClients slowClients, StepUp stepUp) {
    this.response = response;
    this.slowClients = slowClients;
    this.stepUp = stepUp;
  }

  void send(Optional<byte[]> answer) {
    if (answer.isEmpty()) {
      response.status(Status.ACCEPTED_202).send();
      return;
    }
    byte[] bytes = answer.get();
    if (bytes.length <= LONGEST_LOOKED_AT && Answers.isError(bytes)) {
      chooseStatus(Envelope.read(bytes));
    }
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    if (bytes.length <= LONGEST_AT_ONCE) {
      slowClients.run(() -> response.send(bytes));
    } else {
      sendInPieces(bytes);
    }
  }

  private void sendInPieces(byte[] bytes) {
    int end = Padding.end(bytes);
    response.contentLength(end);
    try (OutputStream out = response.outputStream()) {
      slowClients.write(out, bytes, end);
      slowClients.write(out::flush);
    } catch (IOException | UncheckedIOException e) {
      log.atDebug().setCause(e).log("client left before it had read its answer");
    }
  }

  private void chooseStatus(Envelope error) {
    if (isAnswerToNothing(error)) {
      response.status(Status.BAD_REQUEST_400);
      return;
    }
    Map<String, String> challenge = stepUp.of(error);
    if (!challenge.isEmpty()) {
      response.status(Status.FORBIDDEN_403);
      challenge.forEach(response::header);
    }
  }

  /** Whether the message was so malformed that the error could not name the request, or its headers contradict it. */
  private static boolean isAnswerToNothing(Envelope answer) {
    return answer.kind() == Envelope.Kind.ERROR_RESPONSE
        && (answer.id().isEmpty()
            || answer.token(Member.ERROR_CODE).filter(HEADER_MISMATCH::equals).isPresent());
  }
}
