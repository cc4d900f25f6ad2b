package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.policy.ToolPin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pinned definitions of tools, as they are stored and as they are shown. */
public final class PinJson {

  private static final int MAX_LENGTH = 4 << 20;

  /**
   * What is stored of a tool.
   *
   * @param tool its name
   * @param pinned hash of the definition that counts
   * @param definition that definition; empty if it is too large to be kept
   * @param offered hash of what was offered last
   * @param firstSeenAt when it was seen first
   * @param changedAt when something of this was last different
   * @param approvedBy who approved the definition that counts, or null
   */
  public record Kept(
      String tool,
      String pinned,
      String definition,
      String offered,
      Instant firstSeenAt,
      Instant changedAt,
      @Nullable String approvedBy) {}

  /** A pin as it is stored. */
  public static ObjectNode write(Kept pin) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("tool", pin.tool())
        .put("pinned", pin.pinned())
        .put("definition", pin.definition())
        .put("offered", pin.offered())
        .put("firstSeenAt", pin.firstSeenAt().toString())
        .put("changedAt", pin.changedAt().toString())
        .put("approvedBy", pin.approvedBy());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws StoreException if it can't be read
   */
  public static Kept read(String json) {
    try {
      JsonNode pin = StrictJson.read(json, MAX_LENGTH);
      return new Kept(
          pin.required("tool").asText(),
          pin.required("pinned").asText(),
          pin.required("definition").asText(),
          pin.required("offered").asText(),
          Instant.parse(pin.required("firstSeenAt").asText()),
          Instant.parse(pin.required("changedAt").asText()),
          pin.hasNonNull("approvedBy") ? pin.get("approvedBy").asText() : null);
    } catch (RuntimeException e) {
      throw new StoreException("a stored definition of a tool is unreadable", e);
    }
  }

  /**
   * Tools that somebody approves.
   *
   * @param server name or id of the server
   * @param hashes the hash that was looked at, by the name of the tool
   */
  public record Approval(String server, Map<String, String> hashes) {}

  /**
   * Reads an approval.
   *
   * @throws ValidationException with everything that is wrong with the document
   */
  public static Approval approval(String json) {
    var problems = new ArrayList<Problem>();
    FieldReader fields = FieldReader.of(StrictJson.read(json, MAX_LENGTH), "", problems);
    if (fields == null) {
      throw new ValidationException(problems);
    }
    String server = fields.requiredText("server");
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Seen seen : fields.objects("tools", Seen::read)) {
      if (hashes.put(seen.tool(), seen.hash()) != null) {
        fields.report("tools", "names a tool twice", Problem.Code.DUPLICATE);
      }
    }
    fields.end();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return new Approval(server, hashes);
  }

  private record Seen(String tool, String hash) {

    static Seen read(FieldReader fields) {
      return new Seen(fields.requiredText("tool"), fields.requiredText("hash"));
    }
  }

  /** A pin as it is shown. */
  public static ObjectNode pin(ToolPin pin) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("serverId", pin.serverId().value())
        .put("server", pin.server())
        .put("tool", pin.tool())
        .put("state", EnumText.of(pin.state()))
        .put("reaction", EnumText.of(pin.reaction()))
        .put("pinned", pin.pinned())
        .put("offered", pin.offered())
        .put("firstSeenAt", pin.firstSeenAt().toString())
        .put("changedAt", pin.changedAt().toString())
        .put("approvedBy", pin.approvedBy().orElse(null));
    ArrayNode flags = json.putArray("flags");
    pin.flags().forEach(flag -> flags
        .addObject()
        .put("kind", EnumText.of(flag.kind()))
        .put("path", flag.path())
        .put("excerpt", flag.excerpt()));
    ArrayNode differences = json.putArray("differences");
    pin.differences().forEach(difference -> differences
        .addObject()
        .put("path", difference.path())
        .put("kind", EnumText.of(difference.kind()))
        .put("weight", EnumText.of(difference.weight()))
        .put("before", difference.before())
        .put("after", difference.after()));
    json.put("pinnedDefinition", pin.pinnedDefinition());
    json.put("offeredDefinition", pin.offeredDefinition());
    return json;
  }

  private PinJson() {}
}
