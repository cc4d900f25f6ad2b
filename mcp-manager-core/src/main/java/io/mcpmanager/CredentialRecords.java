package io.mcpmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.core.access.PersonalRecords;
import io.mcpmanager.core.secret.CredentialVault;
import java.util.Set;

/** Which credentials a person has set; their values are nobody's to export. */
record CredentialRecords(CredentialVault credentials) implements PersonalRecords {

  @Override
  public String kind() {
    return "credentials";
  }

  @Override
  public ArrayNode export(Set<String> subjects) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    credentials.of(subjects).forEach(one -> all.addObject()
        .put("tenant", one.tenant())
        .put("server", one.server().value())
        .put("name", one.name())
        .put("updatedAt", one.updatedAt().toString()));
    return all;
  }

  @Override
  public long erase(CallContext context, Set<String> subjects) {
    return credentials.erase(context, subjects);
  }
}
