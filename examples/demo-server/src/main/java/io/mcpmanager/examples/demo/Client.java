package io.mcpmanager.examples.demo;

import java.util.Map;

/** Whoever made a call, in the terms of the revision it speaks. */
interface Client {

  /** Whether it speaks 2026-07-28, in which every request stands for itself. */
  boolean isModern();

  /** Whether it wants log messages of this level. */
  boolean wants(Log.Level level);

  /** Sends what belongs to the call. */
  void notify(String method, JsonObject params);

  /**
   * Answers to several questions at once, by the keys they were given.
   *
   * @throws InputNeeded if the call has to be made again with the answers
   * @throws Refusal if the client answers that it will not
   * @throws RpcError if the client cannot be asked, and there is a code for that
   */
  Map<String, JsonObject> ask(Call call, Map<String, Question> questions)
      throws InputNeeded, Refusal, RpcError, CancelledException;
}
