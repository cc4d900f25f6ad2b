package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something that can be used once: a one-time link, a refresh token.
 *
 * @param of what it is for: the id of a user or of a session
 * @param used whether it has been used; kept until it would have expired, so that a second use is noticed
 */
record Ticket(String of, boolean used) {

  Ticket asUsed() {
    return new Ticket(of, true);
  }

  ObjectNode json() {
    return Fields.object().put("of", of).put("used", used);
  }

  static Ticket read(JsonNode json) {
    return new Ticket(Fields.text(json, "of"), json.required("used").booleanValue());
  }
}
