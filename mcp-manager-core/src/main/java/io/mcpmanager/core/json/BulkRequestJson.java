package io.mcpmanager.core.json;

import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkSelection;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.LaunchKind;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command over many servers as a document: the command, and either a list of servers, a filter, or all. */
public final class BulkRequestJson {

  private static final int MAX_LENGTH = 1 << 20;
  private static final String SERVERS = "servers";
  private static final String FILTER = "filter";
  private static final String ALL = "all";
  private static final String EXPECTED = "expected";

  /**
   * Reads a request.
   *
   * @throws ValidationException with everything that is wrong with the document
   */
  public static BulkRequest read(String json) {
    var problems = new ArrayList<Problem>();
    FieldReader fields = FieldReader.of(StrictJson.read(json, MAX_LENGTH), "", problems);
    BulkRequest request = fields == null ? null : read(fields);
    if (request == null || !problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return request;
  }

  private static BulkRequest read(FieldReader fields) {
    fields.requiredText("command");
    BulkCommand command = fields.choice("command", BulkCommand.class, BulkCommand.START);
    BulkSelection selection = selection(fields);
    Integer expected = fields.has(EXPECTED) ? (Integer) fields.integer(EXPECTED, 0) : null;
    fields.ignore(EXPECTED);
    int parallelism = fields.integer("parallelism", BulkRequest.DEFAULT_PARALLELISM);
    fields.end();
    return new BulkRequest(command, selection, expected, parallelism);
  }

  private static BulkSelection selection(FieldReader fields) {
    List<String> servers = fields.texts(SERVERS);
    FieldReader filter = fields.object(FILTER);
    boolean all = fields.flag(ALL, false);
    int given = (fields.has(SERVERS) ? 1 : 0) + (fields.has(FILTER) ? 1 : 0) + (all ? 1 : 0);
    if (given != 1) {
      fields.report(
          SERVERS,
          "exactly one of servers, filter and all must be given",
          given == 0 ? Problem.Code.REQUIRED : Problem.Code.NOT_ALLOWED);
    }
    if (all) {
      return new BulkSelection.Everything();
    }
    return fields.has(FILTER)
        ? new BulkSelection.Matching(filter(filter))
        : new BulkSelection.Listed(servers);
  }

  private static ServerQuery filter(@Nullable FieldReader fields) {
    if (fields == null) {
      return ServerQuery.ALL;
    }
    var query = new ServerQuery(
        choices(fields, "states", ServerState.class),
        choices(fields, "kinds", LaunchKind.class),
        choices(fields, "health", HealthStatus.class),
        fields.textMembers("labels"),
        fields.text("text", ""),
        ServerQuery.Sort.NAME,
        false,
        1,
        ServerQuery.ALL.pageSize());
    fields.end();
    return query;
  }

  private static <E extends Enum<E>> Set<E> choices(
      FieldReader fields, String name, Class<E> type) {
    Set<E> chosen = new LinkedHashSet<>();
    for (String text : fields.texts(name)) {
      EnumText.parse(type, text)
          .ifPresentOrElse(chosen::add, () -> fields.notAllowed(name, text, EnumText.all(type)));
    }
    return chosen;
  }

  private BulkRequestJson() {}
}
