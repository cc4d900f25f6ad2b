package io.mcpmanager.core.protocol;

import io.mcpmanager.core.translation.Translation;
import io.mcpmanager.core.wire.Envelope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a server wants to know of a client: {@code sampling/createMessage}, {@code elicitation/create} or {@code
 * roots/list}, of any revision. It is answered once; later answers change nothing. Thread-safe.
 */
public final class InputRequest {

  private final String method;
  private final byte @Nullable [] params;
  private final CompletableFuture<InputAnswer> answer;
  private final CompletableFuture<String> withdrawn;
  private final AtomicReference<Consumer<Envelope>> reports;

  /**
   * A request that waits for its answer.
   *
   * @param params a JSON object, or null
   */
  public InputRequest(String method, byte @Nullable [] params) {
    this.method = method;
    this.params = params;
    this.answer = new CompletableFuture<>();
    this.withdrawn = new CompletableFuture<>();
    this.reports = new AtomicReference<>(progress -> {});
  }

  private InputRequest(
      InputRequest original, byte @Nullable [] params, CompletableFuture<InputAnswer> answer) {
    this.method = original.method;
    this.params = params;
    this.answer = answer;
    this.withdrawn = original.withdrawn;
    this.reports = original.reports;
  }

  /** The same question in other words: an answer to the one is an answer to the other. */
  public InputRequest with(byte[] newParams) {
    return new InputRequest(this, newParams, answer);
  }

  /** The same question with an answer of its own, which is not yet an answer to this one. */
  public InputRequest apart() {
    return new InputRequest(this, params, new CompletableFuture<>());
  }

  /**
   * The question as a client of another revision has to see it. What it answers comes to this one as the server has to see
   * it.
   *
   * @param elicitationId for a URL that a client of 2025-11-25 is to open, which wants one
   */
  public InputRequest translated(Translation translation, String elicitationId) {
    byte[] given = params;
    if (given == null) {
      return this;
    }
    byte[] shown = translation.input(method, given, elicitationId);
    if (!translation.touchesInputAnswers(method)) {
      return with(shown);
    }
    InputRequest asked = apart().with(shown);
    asked.onAnswer(reply -> answer(
        reply instanceof InputAnswer.Result result
            ? new InputAnswer.Result(translation.inputAnswer(method, given, result.json()))
            : reply));
    onAnswer(asked::answer); // it may be given by somebody else
    return asked;
  }

  public String method() {
    return method;
  }

  /** A JSON object, as the server wrote it. */
  public Optional<byte[]> params() {
    return Optional.ofNullable(params);
  }

  /** Gives the answer; true if there was none yet. */
  public boolean answer(InputAnswer given) {
    return answer.complete(given);
  }

  /** Calls back with the answer, on the thread that gives it, or at once if it is there. */
  public void onAnswer(Consumer<InputAnswer> then) {
    var ignored = answer.thenAccept(then);
  }

  /** Tells how far the answer is; the notification has a token of the client's. */
  public void report(Envelope progress) {
    reports.get().accept(progress);
  }

  /** Sets who hears how far the answer is. */
  void onProgress(Consumer<Envelope> listener) {
    reports.set(listener);
  }

  /** Nobody waits for the answer any more. */
  public void withdraw(String reason) {
    withdrawn.complete(reason);
  }

  /** Calls back with a reason for people once nobody waits for the answer any more. */
  public void onWithdrawn(Consumer<String> then) {
    var ignored = withdrawn.thenAccept(then);
  }
}
