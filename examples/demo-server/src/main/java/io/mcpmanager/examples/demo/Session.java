package io.mcpmanager.examples.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** One client's conversation in the revisions that begin with {@code initialize}: what it said and asked for is kept. */
final class Session implements Changes.Listener {

  private static final int MAX_SUBSCRIPTIONS = 1000;

  private final Methods methods;
  private final Changes changes;
  private final Options options;
  private final IntConsumer exit;
  private final AtomicLong lastQuestion = new AtomicLong();
  private final Map<Object, CompletableFuture<JsonObject>> questions = new ConcurrentHashMap<>();
  private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
  private volatile Sender unasked;
  private volatile String revision = "";
  private volatile JsonObject capabilities = JsonObject.EMPTY;
  private volatile Log.Level lowest = Log.Level.INFO;

  /**
   * A session nobody has initialized.
   *
   * @param unasked takes what belongs to no call
   */
  Session(Methods methods, Changes changes, Options options, IntConsumer exit, Sender unasked) {
    this.methods = methods;
    this.changes = changes;
    this.options = options;
    this.exit = exit;
    this.unasked = unasked;
  }

  boolean allowsBatches() {
    return revision.equals("2025-03-26");
  }

  void sendUnaskedTo(Sender sender) {
    unasked = sender;
  }

  void close() {
    changes.remove(this);
  }

  /** Whoever sends calls whose related messages go to {@code related}. */
  Client client(Sender related) {
    return new Asker(related);
  }

  /** The result for {@code call}. */
  JsonObject serve(Call call) throws RpcError, CancelledException, InputNeeded {
    var params = call.params();
    if (options.legacy().isEmpty()) {
      throw new RpcError(
          RpcError.UNSUPPORTED_REVISION,
          "every request must name its revision; only " + Options.MODERN + " is spoken here",
          400,
          JsonObject.of("supported", options.revisions(), "requested", askedRevision(call)));
    }
    if (revision.isEmpty() && !call.method().equals("initialize")) {
      checkHabit();
    }
    return switch (call.method()) {
      case "initialize" -> initialize(params);
      case "ping" -> JsonObject.EMPTY;
      case "logging/setLevel" -> setLevel(params);
      case "resources/subscribe" -> subscribe(Methods.required(params, "uri"));
      case "resources/unsubscribe" -> {
        subscriptions.remove(Methods.required(params, "uri"));
        yield JsonObject.EMPTY;
      }
      default -> methods.serve(call);
    };
  }

  /** The client has answered a question, or said why it will not. */
  void answered(JsonObject answer) {
    answer.value("id").map(questions::remove).ifPresent(question -> question.complete(answer));
  }

  private static String askedRevision(Call call) {
    return call.params().text("protocolVersion").orElse("none");
  }

  private void checkHabit() throws CancelledException {
    if (options.early() == Options.Early.EXIT) {
      exit.accept(1);
    }
    if (options.early() != Options.Early.ANSWER) {
      throw new CancelledException();
    }
  }

  private JsonObject initialize(JsonObject params) throws RpcError {
    var asked = Methods.required(params, "protocolVersion");
    if (!revision.isEmpty()) {
      throw new RpcError(RpcError.INVALID_REQUEST, "already initialized");
    }
    var known = options.legacy();
    revision = known.contains(asked) ? asked : known.getFirst();
    capabilities = params.object("capabilities").orElse(JsonObject.EMPTY);
    changes.add(this);
    return JsonObject.of(
        "protocolVersion",
        revision,
        "capabilities",
        About.CAPABILITIES,
        "serverInfo",
        About.SERVER,
        "instructions",
        About.INSTRUCTIONS);
  }

  private JsonObject setLevel(JsonObject params) throws RpcError {
    lowest = Log.Level.required(params, "level");
    return JsonObject.EMPTY;
  }

  private JsonObject subscribe(String uri) throws RpcError {
    if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
      throw new RpcError(
          RpcError.INTERNAL_ERROR, "more than " + MAX_SUBSCRIPTIONS + " subscriptions");
    }
    subscriptions.add(uri);
    return JsonObject.EMPTY;
  }

  @Override
  public void listChanged(String kind) {
    unasked.notify("notifications/" + kind + "/list_changed", JsonObject.EMPTY);
  }

  @Override
  public void resourceUpdated(String uri) {
    if (subscriptions.contains(uri)) {
      unasked.notify("notifications/resources/updated", JsonObject.of("uri", uri));
    }
  }

  @Override
  public void end() {
    // these revisions have no way to say so
  }

  /** Asks the client by requests of the server's own, and waits for its answers. */
  private final class Asker implements Client {

    private final Sender related;

    Asker(Sender related) {
      this.related = related;
    }

    @Override
    public boolean isModern() {
      return false;
    }

    @Override
    public boolean wants(Log.Level level) {
      return level.compareTo(lowest) >= 0;
    }

    @Override
    public void notify(String method, JsonObject params) {
      related.notify(method, params);
    }

    @Override
    public Map<String, JsonObject> ask(Call call, Map<String, Question> asked)
        throws Refusal, CancelledException {
      for (var question : asked.values()) {
        if (!question.isOffered(capabilities)) {
          throw new Refusal("The client does not offer " + question.capability() + ".");
        }
      }
      var waiting = new LinkedHashMap<String, CompletableFuture<JsonObject>>();
      var ids = new java.util.ArrayList<String>();
      asked.forEach((key, question) -> {
        var id = "q" + lastQuestion.incrementAndGet();
        var answer = new CompletableFuture<JsonObject>();
        questions.put(id, answer);
        ids.add(id);
        waiting.put(key, answer);
        related.send(request(id, question));
      });
      try {
        var answers = new LinkedHashMap<String, JsonObject>();
        for (var entry : waiting.entrySet()) {
          answers.put(entry.getKey(), result(call.await(entry.getValue())));
        }
        return answers;
      } finally {
        withdraw(ids, related);
      }
    }

    private JsonObject request(String id, Question question) {
      var params = question.params();
      if (params.text("mode").equals(java.util.Optional.of("url"))) {
        params = params.with("elicitationId", id);
      } else if (!revision.equals("2025-11-25") && params.has("mode")) {
        // before there were two modes it was not named
        var members = new LinkedHashMap<>(params.members());
        members.remove("mode");
        params = new JsonObject(members);
      }
      return JsonObject.of(
          "jsonrpc", "2.0", "id", id, "method", question.method(), "params", params);
    }

    private static JsonObject result(JsonObject answer) throws Refusal {
      if (answer.object("error").isPresent()) {
        throw new Refusal("The client refused: "
            + answer.object("error").flatMap(error -> error.text("message")).orElse("no reason"));
      }
      return answer.object("result").orElse(JsonObject.EMPTY);
    }

    private void withdraw(List<String> ids, Sender to) {
      for (var id : ids) {
        if (questions.remove(id) != null) {
          to.notify("notifications/cancelled", JsonObject.of("requestId", id));
        }
      }
    }
  }
}
