package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditEntry;
import io.mcpmanager.api.audit.AuditFault;
import io.mcpmanager.api.audit.AuditVerification;
import java.util.TreeMap;

/** The audit trail as it is shown. */
public final class AuditJson {

  /** An entry. What it does not have, or has no more, is left out. */
  public static ObjectNode entry(AuditEntry entry) {
    ObjectNode json = JsonNodeFactory.instance
        .objectNode()
        .put("sequence", entry.sequence())
        .put("time", entry.time().toString())
        .put("tenant", entry.tenant());
    ObjectNode actor = json.putObject("actor")
        .put("id", entry.actor().id())
        .put("kind", EnumText.of(entry.actor().kind()));
    if (!entry.actorName().isEmpty()) {
      actor.put("name", entry.actorName());
    }
    if (!entry.address().isEmpty()) {
      json.put("address", entry.address());
    }
    json.put("correlationId", entry.correlationId())
        .put("action", entry.action())
        .put("target", entry.target())
        .put("result", entry.result().text());
    ObjectNode details = json.putObject("details");
    new TreeMap<>(entry.details()).forEach(details::put);
    if (!entry.note().isEmpty()) {
      json.put("note", entry.note());
    }
    return json.put("erased", entry.erased()).put("hash", entry.hash());
  }

  /** An anchor, as it stands in the file of anchors too. */
  public static ObjectNode anchor(AuditAnchor anchor) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("tenant", anchor.tenant())
        .put("sequence", anchor.sequence())
        .put("hash", anchor.hash())
        .put("time", anchor.time().toString())
        .put("mac", anchor.mac());
  }

  /** What came of verifying a trail. */
  public static ObjectNode verification(AuditVerification found) {
    ObjectNode json = JsonNodeFactory.instance
        .objectNode()
        .put("tenant", found.tenant())
        .put("intact", found.intact())
        .put("entries", found.entries())
        .put("firstSequence", found.firstSequence())
        .put("lastSequence", found.lastSequence())
        .put("anchors", found.anchors());
    found.fault().ifPresent(fault -> json.set("fault", fault(fault)));
    return json;
  }

  private static ObjectNode fault(AuditFault fault) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", fault.kind().text())
        .put("sequence", fault.sequence())
        .put("message", fault.message());
  }

  private AuditJson() {}
}
