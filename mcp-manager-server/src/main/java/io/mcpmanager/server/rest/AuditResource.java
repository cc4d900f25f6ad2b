package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.Audit;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.audit.AuditPage;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.audit.AuditVerification;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.json.AuditJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The audit trail. */
final class AuditResource implements Resource {

  private static final String PATH = Route.BASE + "/audit";
  private static final String TAG = "audit";
  private static final Parameter<String> ACTOR =
      Parameter.text("actor", "Id of who it was, such as user:1f3a.");
  private static final Parameter<String> ACTION =
      Parameter.text("action", "What was tried, or how that begins.");
  private static final Parameter<String> TARGET =
      Parameter.text("target", "On what, or how that begins.");
  private static final Parameter<Set<AuditResult>> RESULT = Parameter.choices(
      "result", "How it ended.", EnumSet.allOf(AuditResult.class), AuditResult::text);
  private static final Parameter<String> TEXT =
      Parameter.text("q", "Text in action, target, name, address or details.");
  private static final Parameter<Long> LIMIT =
      Parameter.number("limit", "Most to return.", 1, Audit.MAX_PAGE, 100);
  private static final Parameter<?>[] FILTER = {
    ACTOR, ACTION, TARGET, RESULT, LogsResource.FROM, LogsResource.TO, TEXT
  };

  private final Audit audit;

  AuditResource(Audit audit) {
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, TAG, "Who did what, and who was kept from it.")
            .with(LogsResource.AFTER, LogsResource.BEFORE, LIMIT)
            .with(FILTER)
            .answers("AuditEntry[]")
            .by(this::entries),
        Route.get(PATH + "/export", TAG, "All of it, oldest first, one JSON object a line.")
            .with(FILTER)
            .answersAs("application/x-ndjson")
            .by(call -> Answer.of(out -> write(call.context(), filter(call), out))
                .as("application/x-ndjson")
                .with("Content-Disposition", "attachment; filename=\"audit.ndjson\"")),
        Route.get(PATH + "/verify", TAG, "Whether the tenant's trail is as it was written.")
            .answers("AuditVerification")
            .fails(ErrorCode.KEY_UNAVAILABLE)
            .by(call -> Answer.ok(AuditJson.verification(audit.verify(call.context())))),
        Route.get(PATH + "/verify/all", TAG, "Whether the trails of all tenants are.")
            .answers("AuditVerification[]")
            .fails(ErrorCode.KEY_UNAVAILABLE)
            .by(this::verifyAll),
        Route.get(PATH + "/anchors", TAG, "The newest anchors of the trail, to be kept elsewhere.")
            .with(LIMIT)
            .answers("AuditAnchor[]")
            .by(this::anchors));
  }

  private Answer entries(Call call) {
    AuditFilter filter = filter(call);
    int limit = Math.toIntExact(call.get(LIMIT));
    AuditPage page = call.has(LogsResource.AFTER)
        ? audit.after(call.context(), filter, call.get(LogsResource.AFTER), limit)
        : audit.before(call.context(), filter, call.get(LogsResource.BEFORE), limit);
    var data = JsonNodeFactory.instance.arrayNode();
    page.entries().forEach(entry -> data.add(AuditJson.entry(entry)));
    return Answer.ok(
        data, JsonNodeFactory.instance.objectNode().put("nextCursor", page.nextCursor()));
  }

  private void write(CallContext context, AuditFilter filter, OutputStream out) throws IOException {
    try {
      audit.export(context, filter, entry -> {
        try {
          out.write((AuditJson.entry(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Answer verifyAll(Call call) {
    var data = JsonNodeFactory.instance.arrayNode();
    for (AuditVerification found : audit.verifyAll(call.context())) {
      data.add(AuditJson.verification(found));
    }
    return Answer.ok(data);
  }

  private Answer anchors(Call call) {
    var data = JsonNodeFactory.instance.arrayNode();
    audit
        .anchors(call.context(), Math.toIntExact(call.get(LIMIT)))
        .forEach(anchor -> data.add(AuditJson.anchor(anchor)));
    return Answer.ok(data);
  }

  private static AuditFilter filter(Call call) {
    return new AuditFilter(
        call.get(ACTOR),
        call.get(ACTION),
        call.get(TARGET),
        call.get(RESULT),
        call.get(LogsResource.FROM).orElse(null),
        call.get(LogsResource.TO).orElse(null),
        call.get(TEXT));
  }
}
