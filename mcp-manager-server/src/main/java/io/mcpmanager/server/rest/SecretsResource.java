package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.bulk.BulkItemState;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.secret.Secrets;
import io.mcpmanager.core.json.BulkJson;
import io.mcpmanager.core.json.SecretJson;
import java.util.EnumSet;
import java.util.List;

/** Secrets: values go in and never come out. */
final class SecretsResource implements Resource {

  private static final String TAG = "secrets";
  private static final String BASE = Route.BASE + "/secrets";
  private static final String ONE = BASE + "/{secret}";
  private static final Parameter<String> NAME = Parameter.path("secret", "Name of the secret.");
  private static final Parameter<Boolean> FORCE =
      Parameter.flag("force", "Delete it also if definitions refer to it.");

  private final Secrets secrets;

  SecretsResource(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(BASE, TAG, "Names of all secrets, and who uses them.")
            .answers("Secret[]")
            .by(this::list),
        Route.post(BASE + "/rotate-key", TAG, "Makes new keys and seals all secrets anew.")
            .answers("KeyRotation")
            .fails(ErrorCode.KEY_UNAVAILABLE)
            .by(call -> Answer.ok(SecretJson.rotation(secrets.rotateKey(call.context())))),
        Route.get(ONE, TAG, "A secret without its value.")
            .with(NAME)
            .answers("Secret")
            .fails(ErrorCode.SECRET_NOT_FOUND)
            .by(call -> Answer.ok(SecretJson.secret(secrets.get(call.context(), call.get(NAME))))),
        Route.put(ONE, TAG, "Sets a secret, be it new or not.")
            .with(NAME)
            .takes("NewSecret")
            .answers("Secret")
            .fails(ErrorCode.LIMIT_REACHED, ErrorCode.KEY_UNAVAILABLE)
            .by(this::put),
        Route.delete(ONE, TAG, "Deletes a secret that no definition refers to.")
            .with(NAME, FORCE)
            .answers("Deleted")
            .fails(ErrorCode.IN_USE)
            .by(this::delete),
        Route.post(ONE + "/apply", TAG, "Restarts the servers that run with a former value.")
            .with(NAME)
            .answers(202, "BulkRun")
            .fails(
                ErrorCode.SECRET_NOT_FOUND,
                ErrorCode.SERVER_NOT_RUNNING,
                ErrorCode.LIMIT_REACHED,
                ErrorCode.SHUTTING_DOWN)
            .by(this::apply));
  }

  private Answer list(Call call) {
    var data = JsonNodeFactory.instance.arrayNode();
    secrets.list(call.context()).forEach(secret -> data.add(SecretJson.secret(secret)));
    return Answer.ok(data);
  }

  private Answer put(Call call) {
    SecretJson.NewValue given = SecretJson.read(call.body(), true);
    return Answer.ok(SecretJson.secret(
        secrets.put(call.context(), call.get(NAME), given.value(), given.description())));
  }

  private Answer delete(Call call) {
    secrets.delete(call.context(), call.get(NAME), call.get(FORCE));
    return Answer.ok(JsonNodeFactory.instance.objectNode().put("deleted", call.get(NAME)));
  }

  private Answer apply(Call call) {
    BulkRun run = secrets.apply(call.context(), call.get(NAME));
    return Answer.of(202, BulkJson.run(run, EnumSet.allOf(BulkItemState.class)))
        .with("Location", Route.BASE + "/bulk/" + run.id());
  }
}
