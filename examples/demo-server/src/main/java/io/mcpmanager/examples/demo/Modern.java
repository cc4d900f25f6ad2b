package io.mcpmanager.examples.demo;

import java.util.Map;
import java.util.Optional;

/**
 * Revision 2026-07-28: no handshake and no session. Every request says which revision it is in, who makes it and what
 * that client can do.
 */
final class Modern {

  private static final String PREFIX = "io.modelcontextprotocol/";
  static final String REVISION = PREFIX + "protocolVersion";
  static final String SUBSCRIPTION = PREFIX + "subscriptionId";
  private static final String CAPABILITIES = PREFIX + "clientCapabilities";
  private static final String CLIENT = PREFIX + "clientInfo";
  private static final String LEVEL = PREFIX + "logLevel";
  private static final JsonObject ABOUT = JsonObject.of(PREFIX + "serverInfo", About.SERVER);

  private final Methods methods;
  private final Changes changes;
  private final Options options;
  private final Rounds rounds = new Rounds();

  Modern(Methods methods, Changes changes, Options options) {
    this.methods = methods;
    this.changes = changes;
    this.options = options;
  }

  /** Whether a request says that it is in this revision, or a later one. */
  boolean claims(JsonObject request) {
    return options.isModern()
        && request
            .object("params")
            .flatMap(params -> params.object("_meta"))
            .filter(meta -> meta.has(REVISION))
            .isPresent();
  }

  Client client(JsonObject request, Sender related) {
    var meta =
        request.object("params").flatMap(params -> params.object("_meta")).orElse(JsonObject.EMPTY);
    return new Asker(meta, related);
  }

  JsonObject serve(Call call) throws RpcError, CancelledException, InputNeeded {
    checkEnvelope(call.meta());
    var result =
        switch (call.method()) {
          case "server/discover" -> discover();
          case "subscriptions/listen" -> listen(call);
          default -> methods.serve(call);
        };
    return complete(call, result);
  }

  /** What every request must say, before anything else is looked at. */
  void checkEnvelope(JsonObject meta) throws RpcError {
    var revision = meta.text(REVISION)
        .orElseThrow(() -> RpcError.badRequest(
            RpcError.INVALID_PARAMS, "'_meta' must name '" + REVISION + "' as a text"));
    if (!revision.equals(Options.MODERN)) {
      throw new RpcError(
          RpcError.UNSUPPORTED_REVISION,
          "revision " + JsonWriter.write(revision) + " is not spoken here",
          400,
          JsonObject.of("supported", options.revisions(), "requested", revision));
    }
    if (meta.object(CAPABILITIES).isEmpty()) {
      throw RpcError.badRequest(
          RpcError.INVALID_PARAMS, "'_meta' must hold '" + CAPABILITIES + "' as an object");
    }
    if (meta.has(CLIENT) && meta.object(CLIENT).isEmpty()) {
      throw RpcError.badRequest(
          RpcError.INVALID_PARAMS, "'" + CLIENT + "' in '_meta' must be an object");
    }
    if (meta.has(LEVEL) && meta.text(LEVEL).filter(Log.Level.names()::contains).isEmpty()) {
      throw RpcError.badRequest(
          RpcError.INVALID_PARAMS, "'" + LEVEL + "' in '_meta' must be a log level");
    }
  }

  private JsonObject discover() {
    return JsonObject.of(
        "supportedVersions",
        options.revisions(),
        "capabilities",
        About.CAPABILITIES,
        "instructions",
        About.INSTRUCTIONS);
  }

  private JsonObject listen(Call call) throws RpcError, CancelledException {
    var filter = call.params()
        .object("notifications")
        .orElseThrow(() -> RpcError.invalidParams("'notifications' must be an object"));
    var listen = new Listen(call, filter);
    try {
      listen.begin(changes);
      return listen.await();
    } finally {
      changes.remove(listen);
    }
  }

  private static JsonObject complete(Call call, JsonObject result) {
    var meta = result.object("_meta").orElse(JsonObject.EMPTY);
    for (var member : ABOUT.members().entrySet()) {
      meta = meta.with(member.getKey(), member.getValue());
    }
    var complete = result.with("resultType", "complete").with("_meta", meta);
    return switch (call.method()) {
      case "server/discover",
          "tools/list",
          "prompts/list",
          "resources/list",
          "resources/templates/list" ->
        complete.with("ttlMs", 60_000L).with("cacheScope", "public");
      case "resources/read" -> complete.with("ttlMs", 0L).with("cacheScope", "private");
      default -> complete;
    };
  }

  /** Has the call made again with the answers, since this revision knows no requests of servers. */
  private final class Asker implements Client {

    private final JsonObject meta;
    private final Sender related;

    Asker(JsonObject meta, Sender related) {
      this.meta = meta;
      this.related = related;
    }

    @Override
    public boolean isModern() {
      return true;
    }

    @Override
    public boolean wants(Log.Level level) {
      Optional<String> lowest = meta.text(LEVEL);
      return lowest.isPresent() && level.compareTo(Log.Level.of(lowest.get())) >= 0;
    }

    @Override
    public void notify(String method, JsonObject params) {
      related.notify(method, params);
    }

    @Override
    public Map<String, JsonObject> ask(Call call, Map<String, Question> questions)
        throws InputNeeded, RpcError {
      var capabilities = meta.object(CAPABILITIES).orElse(JsonObject.EMPTY);
      var missing = JsonObject.EMPTY;
      for (var question : questions.values()) {
        if (!question.isOffered(capabilities)) {
          for (var member : question.capability().members().entrySet()) {
            missing = missing.with(member.getKey(), member.getValue());
          }
        }
      }
      if (!missing.members().isEmpty()) {
        throw new RpcError(
            RpcError.MISSING_CAPABILITY,
            "the client must offer " + missing,
            400,
            JsonObject.of("requiredCapabilities", missing));
      }
      return rounds.answers(call, questions);
    }
  }
}
