package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.translation.InputRequired;
import io.mcpmanager.core.translation.Translation;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client that can be asked while it waits, to a server that answers with what it wants to know instead of
 * asking: the client is asked, and the request sent again with its answers, until the server has an answer.
 */
final class InputRounds {

  /** More than that often no server asks in earnest. */
  static final int MOST = 8;

  private static final int INTERNAL_ERROR = -32603;
  private static final Duration BETWEEN_EMPTY_ROUNDS = Duration.ofMillis(250);

  /** Sends a request and waits. */
  @FunctionalInterface
  interface Exchange {
    Optional<Envelope> send(UpstreamRequest request) throws InterruptedException;
  }

  private final Exchange exchange;
  private final ManagerClock clock;
  private final UpstreamRequest request;
  private final InputHandler inputs;

  InputRounds(Exchange exchange, ManagerClock clock, UpstreamRequest request, InputHandler inputs) {
    this.exchange = exchange;
    this.clock = clock;
    this.request = request;
    this.inputs = inputs;
  }

  /** The server's answer at last; empty if the client does not want it any more. */
  Optional<Envelope> run() throws InterruptedException {
    var progress = increasing(request.onProgress());
    Consumer<Splice> answers = splice -> {};
    for (int round = 0; round <= MOST; round++) {
      Optional<Envelope> answer = exchange.send(leg(answers, progress));
      if (answer.isEmpty() || !InputRequired.isIn(answer.get())) {
        return answer;
      }
      InputRequired required = InputRequired.read(answer.get())
          .orElseThrow(() -> new McpManagerException(
              ErrorCode.UPSTREAM_ERROR,
              "it wants to know something of the client, but does not say what in a way that can be"
                  + " understood"));
      Map<String, InputAnswer> given = ask(required);
      if (given.size() < required.needs().size()) {
        return Optional.empty(); // cancelled meanwhile
      }
      for (InputAnswer one : given.values()) {
        if (one instanceof InputAnswer.Refused refused) {
          return Optional.of(abandoned(refused));
        }
      }
      answers = edits(required, given);
    }
    throw new McpManagerException(
        ErrorCode.UPSTREAM_ERROR,
        "it wanted to know more of the client after it had been answered " + MOST + " times");
  }

  private UpstreamRequest leg(Consumer<Splice> answers, @Nullable Consumer<Envelope> progress) {
    return new UpstreamRequest(
        request.message(),
        splice -> {
          request.edits().accept(splice);
          answers.accept(splice);
        },
        request.timeout(),
        progress,
        request.cancellation(),
        request.client(),
        null,
        request.onLog());
  }

  /** Asks for everything at once; what is missing in the end was not answered since the request was cancelled. */
  private Map<String, InputAnswer> ask(InputRequired required) throws InterruptedException {
    var cancelled = new CompletableFuture<String>();
    request.cancellation().onCancel(cancelled::complete);
    var asked = new LinkedHashMap<String, InputRequest>();
    var waiting = new LinkedHashMap<String, CompletableFuture<InputAnswer>>();
    required.needs().forEach((key, need) -> {
      var question = new InputRequest(need.method(), need.params());
      var answer = new CompletableFuture<InputAnswer>();
      question.onAnswer(answer::complete);
      asked.put(key, question);
      waiting.put(key, answer);
      inputs.ask(question.translated(
          Translation.between(request.client().revision(), ModernEra.REVISION),
          "e" + request.message().id().orElseThrow() + key));
    });
    CompletableFuture<?> all =
        CompletableFuture.allOf(waiting.values().toArray(CompletableFuture[]::new));
    ManagerClock.Timer pause = () -> {};
    if (asked.isEmpty()) {
      var over = new CompletableFuture<Boolean>();
      pause = clock.schedule(BETWEEN_EMPTY_ROUNDS, () -> over.complete(true));
      all = over;
    }
    try {
      await(CompletableFuture.anyOf(all, cancelled));
    } finally {
      pause.cancel();
      asked.values().forEach(question -> question.withdraw("the call is over"));
    }
    var given = new LinkedHashMap<String, InputAnswer>();
    if (!cancelled.isDone()) {
      waiting.forEach((key, answer) -> given.put(key, answer.join()));
    }
    return given;
  }

  private static void await(CompletableFuture<?> future) throws InterruptedException {
    try {
      var ignored = future.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Consumer<Splice> edits(InputRequired required, Map<String, InputAnswer> given) {
    Envelope message = request.message();
    Span params = message.span(Member.PARAMS).orElseThrow();
    return splice -> {
      if (given.isEmpty()) {
        splice.remove(params, "inputResponses");
      } else {
        splice.put(params, "inputResponses", responses(given));
      }
      required
          .state()
          .ifPresentOrElse(
              state -> splice.put(params, "requestState", state),
              () -> splice.remove(params, "requestState"));
    };
  }

  private static byte[] responses(Map<String, InputAnswer> given) {
    var all = new StringJoiner(",", "{", "}");
    given.forEach((key, answer) -> {
      if (answer instanceof InputAnswer.Result result) {
        all.add(new String(JsonText.quote(key), UTF_8) + ":" + new String(result.json(), UTF_8));
      }
    });
    return all.toString().getBytes(UTF_8);
  }

  /** There is no way to tell the server that the client refused, so the call ends here. */
  private Envelope abandoned(InputAnswer.Refused refused) {
    RequestId none = RequestId.of(0);
    if (!request.message().method().equals("tools/call")) {
      return Envelope.read(Messages.error(
          none, refused.code() == -1 ? INTERNAL_ERROR : refused.code(), refused.message(), null));
    }
    byte[] text =
        JsonText.quote("The client refused what the tool asked for: " + refused.message());
    return Envelope.read(Messages.result(
        none,
        ("{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":"
                + new String(text, UTF_8) + "}],\"isError\":true}")
            .getBytes(UTF_8)));
  }

  /** Progress of all legs as one: a leg begins anew, which the client must not see. */
  private static @Nullable Consumer<Envelope> increasing(@Nullable Consumer<Envelope> taker) {
    if (taker == null) {
      return null;
    }
    // legs follow each other, but what belongs to one may still come while the next begins
    var last = new AtomicReference<>(Double.NEGATIVE_INFINITY);
    return notification -> {
      double value = PendingCall.progressOf(notification);
      double before = last.getAndAccumulate(value, (old, now) -> now > old ? now : old);
      if (value > before) {
        taker.accept(notification);
      }
    };
  }
}
