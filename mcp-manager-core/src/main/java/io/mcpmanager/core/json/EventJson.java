package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.bulk.BulkState;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.policy.HeldCall;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.ToolPin;
import io.mcpmanager.api.server.Drift;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as JSON: their data as it is stored, and whole events as they are shown. */
public final class EventJson {

  private static final int MAX_LENGTH = 1 << 20;

  /** The data of an event; its type is stored beside it. */
  public static ObjectNode data(EventData data) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (data) {
      case EventData.ServerCreated created -> json.put("revision", created.revision());
      case EventData.ServerUpdated updated -> json.put("revision", updated.revision());
      case EventData.ServerDeleted ignored -> {}
      case EventData.StateChanged changed -> stateChanged(json, changed);
      case EventData.Installed done ->
        json.put("generation", done.generation())
            .put("executionMillis", done.executionMillis())
            .set("installed", installed(done.installed()));
      case EventData.Reconciled done ->
        json.put("drift", EnumText.of(done.drift()))
            .put("generation", done.generation())
            .put("attempt", done.attempt())
            .put("nextAttempt", done.nextAttempt().toString());
      case EventData.Wedged wedged ->
        json.put("generation", wedged.generation())
            .put("inFlight", wedged.inFlight())
            .put("overdue", wedged.overdue())
            .put("oldestMillis", wedged.oldestMillis())
            .put("silentMillis", wedged.silentMillis())
            .put("reaction", EnumText.of(wedged.reaction()));
      case EventData.Unwedged unwedged ->
        json.put("generation", unwedged.generation()).put("wedgedMillis", unwedged.wedgedMillis());
      case EventData.HealthChanged changed ->
        json.put("from", EnumText.of(changed.from()))
            .put("to", EnumText.of(changed.to()))
            .put("error", changed.error());
      case EventData.CommandExecuted executed ->
        json.put("command", executed.command())
            .put("error", executed.errorCode().map(Enum::name).orElse(null))
            .put("text", executed.text())
            .put("executionMillis", executed.executionMillis());
      case EventData.BulkStarted started ->
        json.put("run", started.run())
            .put("command", started.command())
            .put("servers", started.servers());
      case EventData.BulkProgressed progressed ->
        json.put("run", progressed.run())
            .put("command", progressed.command())
            .set("counts", BulkJson.counts(progressed.counts()));
      case EventData.BulkFinished finished ->
        json.put("run", finished.run())
            .put("command", finished.command())
            .put("state", finished.state().text())
            .set("counts", BulkJson.counts(finished.counts()));
      case EventData.CatalogChanged changed ->
        json.put("tools", changed.tools())
            .put("prompts", changed.prompts())
            .put("resources", changed.resources())
            .put("resourceTemplates", changed.resourceTemplates());
      case EventData.ListingFailed failed -> json.set("failure", failure(failed.failure()));
      case EventData.SessionOpened opened ->
        json.put("session", opened.session())
            .put("scope", opened.scope())
            .put("client", opened.client())
            .put("protocolRevision", opened.protocolRevision());
      case EventData.SessionClosed closed ->
        json.put("session", closed.session()).put("reason", closed.reason());
      case EventData.SessionRevived revived ->
        json.put("session", revived.session())
            .put("client", revived.client())
            .put("life", revived.life());
      case EventData.CallInterrupted interrupted ->
        json.put("session", interrupted.session())
            .put("request", interrupted.request())
            .put("method", interrupted.method());
      case EventData.AccessDenied denied ->
        json.put("session", denied.session())
            .put("client", denied.client())
            .put("method", denied.method())
            .put("target", denied.target())
            .put("reason", denied.reason())
            .put("times", denied.times());
      case EventData.SignedIn signedIn -> json.put("method", signedIn.method());
      case EventData.SignInFailed failed ->
        json.put("user", failed.user())
            .put("method", failed.method())
            .put("reason", failed.reason());
      case EventData.AccessChanged changed ->
        json.put("kind", changed.kind()).put("id", changed.id()).put("change", changed.change());
      case EventData.PolicyChanged changed ->
        json.put("revision", changed.revision()).put("rules", changed.rules());
      case EventData.ToolChanged changed -> toolChanged(json, changed);
      case EventData.CallHeld held ->
        json.put("call", held.call())
            .put("session", held.session())
            .put("client", held.client())
            .put("principal", held.principal())
            .put("tool", held.tool())
            .put("reason", held.reason())
            .put("expiresAt", held.expiresAt().toString());
      case EventData.CallDecided decided ->
        json.put("call", decided.call())
            .put("principal", decided.principal())
            .put("tool", decided.tool())
            .put("state", EnumText.of(decided.state()))
            .put("reason", decided.reason());
      case EventData.ManagerChanged changed -> json.put("change", changed.change());
      case EventData.LeftoversFound found -> leftoversFound(json, found);
      case EventData.ManagerError error ->
        json.put("component", error.component()).put("text", error.text());
    }
    return json;
  }

  private static void stateChanged(ObjectNode json, EventData.StateChanged changed) {
    json.put("from", EnumText.of(changed.from()));
    json.put("to", EnumText.of(changed.to()));
    json.put("generation", changed.generation());
    if (changed.failure() != null) {
      json.set("failure", failure(changed.failure()));
    }
    json.put("nextStart", text(changed.nextStart()));
  }

  private static void toolChanged(ObjectNode json, EventData.ToolChanged changed) {
    json.put("tool", changed.tool())
        .put("state", EnumText.of(changed.state()))
        .put("reaction", EnumText.of(changed.reaction()))
        .put("hash", changed.hash());
    changed.differences().forEach(json.putArray("differences")::add);
    changed.flags().forEach(json.putArray("flags")::add);
  }

  private static void leftoversFound(ObjectNode json, EventData.LeftoversFound found) {
    json.put("ended", found.ended())
        .put("adopted", found.adopted())
        .put("remaining", found.remaining())
        .put("processes", found.processes());
    found.servers().forEach(json.putArray("servers")::add);
  }

  static ObjectNode failure(Failure failure) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("phase", EnumText.of(failure.phase()));
    json.put("code", failure.code().name());
    json.put("message", failure.message());
    json.put("exitStatus", failure.exitStatus());
    var lines = json.putArray("lastErrorLines");
    failure.lastErrorLines().forEach(lines::add);
    return json;
  }

  static ObjectNode installed(InstalledPackage installed) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", installed.name())
        .put("version", installed.version())
        .put("integrity", installed.integrity());
  }

  static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /**
   * Reads what {@link #data} wrote. Unknown fields are passed over: a newer manager may have written them.
   *
   * @throws StoreException if it can't be read
   */
  public static EventData read(EventType type, String json) {
    try {
      return read(type, StrictJson.read(json, MAX_LENGTH));
    } catch (RuntimeException e) {
      throw new StoreException(
          "the data of a stored event of type " + type.text() + " is unreadable", e);
    }
  }

  private static EventData read(EventType type, JsonNode json) {
    return switch (type) {
      case SERVER_CREATED -> new EventData.ServerCreated(number(json, "revision"));
      case SERVER_UPDATED -> new EventData.ServerUpdated(number(json, "revision"));
      case SERVER_DELETED -> new EventData.ServerDeleted();
      case STATE_CHANGED -> stateChanged(json);
      case INSTALLED ->
        new EventData.Installed(
            number(json, "generation"),
            installed(json.required("installed")),
            number(json, "executionMillis"));
      case RECONCILED ->
        new EventData.Reconciled(
            choice(Drift.class, json, "drift"),
            number(json, "generation"),
            (int) number(json, "attempt"),
            Instant.parse(required(json, "nextAttempt")));
      case WEDGED ->
        new EventData.Wedged(
            number(json, "generation"),
            (int) number(json, "inFlight"),
            (int) number(json, "overdue"),
            number(json, "oldestMillis"),
            number(json, "silentMillis"),
            choice(HealthCheck.Reaction.class, json, "reaction"));
      case UNWEDGED ->
        new EventData.Unwedged(number(json, "generation"), number(json, "wedgedMillis"));
      case HEALTH_CHANGED ->
        new EventData.HealthChanged(
            choice(HealthStatus.class, json, "from"),
            choice(HealthStatus.class, json, "to"),
            optional(json, "error"));
      case COMMAND_EXECUTED ->
        new EventData.CommandExecuted(
            required(json, "command"),
            code(json, "error"),
            required(json, "text"),
            number(json, "executionMillis"));
      case BULK_STARTED ->
        new EventData.BulkStarted(
            required(json, "run"), required(json, "command"), (int) number(json, "servers"));
      case BULK_PROGRESSED ->
        new EventData.BulkProgressed(
            required(json, "run"),
            required(json, "command"),
            BulkJson.counts(json.required("counts")));
      case BULK_FINISHED ->
        new EventData.BulkFinished(
            required(json, "run"),
            required(json, "command"),
            choice(BulkState.class, json, "state"),
            BulkJson.counts(json.required("counts")));
      case CATALOG_CHANGED ->
        new EventData.CatalogChanged(
            (int) number(json, "tools"),
            (int) number(json, "prompts"),
            (int) number(json, "resources"),
            (int) number(json, "resourceTemplates"));
      case LISTING_FAILED -> new EventData.ListingFailed(failure(json.required("failure")));
      case SESSION_OPENED ->
        new EventData.SessionOpened(
            required(json, "session"),
            required(json, "scope"),
            required(json, "client"),
            required(json, "protocolRevision"));
      case SESSION_CLOSED ->
        new EventData.SessionClosed(required(json, "session"), required(json, "reason"));
      case SESSION_REVIVED ->
        new EventData.SessionRevived(
            required(json, "session"), required(json, "client"), (int) number(json, "life"));
      case CALL_INTERRUPTED ->
        new EventData.CallInterrupted(
            required(json, "session"), required(json, "request"), required(json, "method"));
      case ACCESS_DENIED ->
        new EventData.AccessDenied(
            required(json, "session"),
            required(json, "client"),
            required(json, "method"),
            required(json, "target"),
            required(json, "reason"),
            number(json, "times"));
      case SIGNED_IN -> new EventData.SignedIn(required(json, "method"));
      case SIGN_IN_FAILED ->
        new EventData.SignInFailed(
            required(json, "user"), required(json, "method"), required(json, "reason"));
      case ACCESS_CHANGED ->
        new EventData.AccessChanged(
            required(json, "kind"), required(json, "id"), required(json, "change"));
      case POLICY_CHANGED ->
        new EventData.PolicyChanged(number(json, "revision"), (int) number(json, "rules"));
      case TOOL_CHANGED ->
        new EventData.ToolChanged(
            required(json, "tool"),
            choice(ToolPin.State.class, json, "state"),
            choice(Reaction.class, json, "reaction"),
            required(json, "hash"),
            texts(json, "differences"),
            texts(json, "flags"));
      case CALL_HELD ->
        new EventData.CallHeld(
            required(json, "call"),
            required(json, "session"),
            required(json, "client"),
            required(json, "principal"),
            required(json, "tool"),
            required(json, "reason"),
            Instant.parse(required(json, "expiresAt")));
      case CALL_DECIDED ->
        new EventData.CallDecided(
            required(json, "call"),
            required(json, "principal"),
            required(json, "tool"),
            choice(HeldCall.State.class, json, "state"),
            required(json, "reason"));
      case MANAGER_CHANGED -> new EventData.ManagerChanged(required(json, "change"));
      case LEFTOVERS_FOUND -> leftoversFound(json);
      case MANAGER_ERROR ->
        new EventData.ManagerError(required(json, "component"), required(json, "text"));
    };
  }

  private static EventData.StateChanged stateChanged(JsonNode json) {
    JsonNode failure = json.path("failure");
    String nextStart = optional(json, "nextStart");
    return new EventData.StateChanged(
        choice(ServerState.class, json, "from"),
        choice(ServerState.class, json, "to"),
        number(json, "generation"),
        failure.isObject() ? failure(failure) : null,
        nextStart == null ? null : Instant.parse(nextStart));
  }

  private static InstalledPackage installed(JsonNode json) {
    return new InstalledPackage(
        required(json, "name"), required(json, "version"), optional(json, "integrity"));
  }

  private static EventData.LeftoversFound leftoversFound(JsonNode json) {
    return new EventData.LeftoversFound(
        (int) number(json, "ended"),
        (int) number(json, "adopted"),
        (int) number(json, "remaining"),
        (int) number(json, "processes"),
        texts(json, "servers"));
  }

  private static List<String> texts(JsonNode json, String field) {
    List<String> texts = new ArrayList<>();
    json.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static Failure failure(JsonNode json) {
    return new Failure(
        choice(Phase.class, json, "phase"),
        ErrorCode.valueOf(required(json, "code")),
        required(json, "message"),
        json.hasNonNull("exitStatus") ? (Integer) json.get("exitStatus").intValue() : null,
        texts(json, "lastErrorLines"));
  }

  private static @Nullable ErrorCode code(JsonNode json, String field) {
    String text = optional(json, field);
    return text == null ? null : ErrorCode.valueOf(text);
  }

  private static <E extends Enum<E>> E choice(Class<E> type, JsonNode json, String field) {
    return EnumText.parse(type, required(json, field)).orElseThrow();
  }

  private static long number(JsonNode json, String field) {
    return json.required(field).longValue();
  }

  private static String required(JsonNode json, String field) {
    return json.required(field).asText();
  }

  private static @Nullable String optional(JsonNode json, String field) {
    return json.hasNonNull(field) ? json.get(field).asText() : null;
  }

  /** A whole event as REST, WebSocket and exports show it. */
  public static ObjectNode event(Event event) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("sequence", event.sequence());
    json.put("id", event.id());
    json.put("time", event.time().toString());
    json.put("type", event.type().text());
    json.put("category", event.type().category().text());
    json.put("severity", event.severity().text());
    json.put("server", text(event.server()));
    json.put("serverName", event.serverName());
    json.put("tenant", event.tenant());
    json.put("actor", event.actor());
    json.put("correlationId", event.correlationId());
    json.put("message", event.data().message());
    json.set("data", data(event.data()));
    return json;
  }

  private EventJson() {}
}
