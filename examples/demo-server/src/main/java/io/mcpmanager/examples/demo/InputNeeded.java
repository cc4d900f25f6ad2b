package io.mcpmanager.examples.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A call of revision 2026-07-28 cannot go on without answers of the client. It ends with this as its result; the client
 * makes the call again, with the answers, and the tool runs anew from its beginning.
 */
final class InputNeeded extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient JsonObject result;

  InputNeeded(Map<String, Question> questions, Optional<String> state) {
    var requests = new LinkedHashMap<String, Object>();
    questions.forEach((key, question) ->
        requests.put(key, JsonObject.of("method", question.method(), "params", question.params())));
    var asking =
        JsonObject.of("resultType", "input_required", "inputRequests", new JsonObject(requests));
    this.result = state.map(text -> asking.with("requestState", text)).orElse(asking);
  }

  JsonObject result() {
    return result;
  }
}
