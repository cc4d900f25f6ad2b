package io.mcpmanager.server.http;

import io.helidon.http.Header;
import io.mcpmanager.api.access.CallContext;
import java.util.List;

/** Somebody who was let in: for one request, or for as long as a connection of theirs lasts. */
public interface Caller extends AutoCloseable {

  /** On whose behalf all of it is done. */
  CallContext context();

  /** What the answer has to say about them, such as how much they may ask yet. */
  default List<Header> answerHeaders() {
    return List.of();
  }

  /**
   * Asks to be told, once and on another thread, when they may no longer be here: their credential has ended, or allows
   * something else now. In place of who asked before.
   */
  default void onEnd(Runnable end) {}

  /** They have gone by themselves. */
  @Override
  default void close() {}

  /** Somebody who may stay as long as they like. */
  static Caller of(CallContext context) {
    return () -> context;
  }
}
