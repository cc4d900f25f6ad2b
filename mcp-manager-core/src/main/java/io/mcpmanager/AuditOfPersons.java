package io.mcpmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.core.access.PersonalRecords;
import io.mcpmanager.core.audit.AuditErasure;
import io.mcpmanager.core.json.AuditJson;
import java.util.Set;

/** What the audit trail holds of a person. */
record AuditOfPersons(AuditErasure trail) implements PersonalRecords {

  @Override
  public String kind() {
    return "audit";
  }

  @Override
  public ArrayNode export(Set<String> subjects) {
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    trail.export(subjects, entry -> entries.add(AuditJson.entry(entry)));
    return entries;
  }

  @Override
  public long erase(CallContext context, Set<String> subjects) {
    return trail.erase(context, subjects);
  }
}
