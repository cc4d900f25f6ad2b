package io.mcpmanager.core.gateway;

import io.mcpmanager.core.protocol.InputHandler;
import io.mcpmanager.core.translation.AnsweredCall;
import io.mcpmanager.core.translation.Translation;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Splice;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's call on its way to a server that may speak another revision. */
final class TranslatedCall {

  private final ClientCall call;
  private final Fleet.Live live;
  private final @Nullable String item;
  private final Translation translation;

  /**
   * A call for a server.
   *
   * @param item the name by which the server knows what is called, or null if it is the client's
   */
  TranslatedCall(ClientCall call, Fleet.Live live, @Nullable String item) {
    this.call = call;
    this.live = live;
    this.item = item;
    this.translation = Translation.between(
        call.client().revision(), live.connection().greeting().revision());
  }

  ClientCall call() {
    return call;
  }

  /** The server it is for. */
  Fleet.Live live() {
    return live;
  }

  /** The name by which the server knows what is called, or null if it is the client's. */
  @Nullable
  String item() {
    return item;
  }

  /** What must be different in the request: the name of what is called, and what the server's revision wants. */
  Consumer<Splice> edits() {
    boolean asTask = call.message().has(Member.TASK) && call.method().equals("tools/call");
    if (!asTask && !translation.touchesRequests()) {
      return item == null ? splice -> {} : this::rename;
    }
    return splice -> {
      rename(splice);
      if (asTask) {
        // tasks are hidden, so nobody could ask how it goes
        splice.remove(call.message().span(Member.PARAMS).orElseThrow(), "task");
      }
      if (translation.touchesRequests()) {
        translation.request(call.message(), splice);
      }
    };
  }

  private void rename(Splice splice) {
    if (item != null) {
      Member name = call.method().equals("completion/complete") ? Member.REF_NAME : Member.NAME;
      splice.replace(call.message().span(name).orElseThrow(), JsonText.quote(item));
    }
  }

  /** The way to ask the client, who sees questions as its revision has them. */
  InputHandler inputs(InputHandler client) {
    var count = new AtomicInteger();
    return question -> client.ask(question.translated(
        translation,
        call.session() + "-" + call.message().id().orElseThrow() + "-" + count.incrementAndGet()));
  }

  /** What the client gets. */
  Reply reply(Envelope answer) {
    return translation.touchesAnswers(call.method())
        ? new Reply.Upstream(
            answer, (edited, splice) -> translation.answer(edited, answered(), splice))
        : new Reply.Upstream(answer);
  }

  private AnsweredCall answered() {
    LiveConnection connection = live.connection();
    return new AnsweredCall(
        call.message(), live.server().name(), connection.serverInfo(), isWrapped(connection));
  }

  private boolean isWrapped(LiveConnection connection) {
    if (!translation.mayWrapOutput() || !call.method().equals("tools/call")) {
      return false;
    }
    String tool = item == null ? call.message().text(Member.NAME).orElse("") : item;
    return connection.catalog().wraps(tool, translation);
  }
}
