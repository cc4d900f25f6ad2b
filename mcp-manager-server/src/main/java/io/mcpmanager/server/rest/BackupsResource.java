package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.backup.Backup;
import io.mcpmanager.api.backup.Backups;
import io.mcpmanager.api.error.ErrorCode;
import java.io.InputStream;
import java.util.List;

/** Backups, in the folder that the store has for them. */
final class BackupsResource implements Resource {

  private static final String PATH = Route.BASE + "/backups";
  private static final String TAG = "system";
  private static final Parameter<String> NAME = Parameter.path("name", "Name of the backup.");
  private static final Parameter<Long> LIMIT =
      Parameter.number("limit", "Most backups to return.", 1, Backups.MAX_LIST, 100);

  private final Backups backups;

  BackupsResource(Backups backups) {
    this.backups = backups;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, TAG, "Backups in the data folder, newest first.")
            .with(LIMIT)
            .answers("Backup[]")
            .fails(ErrorCode.BACKUP_UNSUPPORTED)
            .by(this::list),
        Route.post(PATH, TAG, "Makes a backup while the manager runs.")
            .answers(201, "Backup")
            .fails(
                ErrorCode.BACKUP_UNSUPPORTED,
                ErrorCode.LIMIT_REACHED,
                ErrorCode.STORE_FAILED,
                ErrorCode.STORE_FULL)
            .by(call -> Answer.of(201, json(backups.create(call.context())))),
        Route.get(PATH + "/{name}", TAG, "The content of a backup, with credentials of servers.")
            .with(NAME)
            .answersAs("application/zip")
            .fails(ErrorCode.BACKUP_UNSUPPORTED, ErrorCode.BACKUP_NOT_FOUND)
            .by(this::content));
  }

  private Answer list(Call call) {
    var data = JsonNodeFactory.instance.arrayNode();
    backups
        .list(call.context(), Math.toIntExact(call.get(LIMIT)))
        .forEach(backup -> data.add(json(backup)));
    return Answer.ok(data);
  }

  private Answer content(Call call) {
    String name = call.get(NAME);
    InputStream content = backups.read(call.context(), name);
    return Answer.of(out -> {
          try (content) {
            long ignored = content.transferTo(out);
          }
        })
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  private static ObjectNode json(Backup backup) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", backup.name())
        .put("createdAt", backup.createdAt().toString())
        .put("bytes", backup.bytes());
  }
}
