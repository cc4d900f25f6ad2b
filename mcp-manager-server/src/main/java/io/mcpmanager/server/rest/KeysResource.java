package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.core.json.AccessJson;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/** API keys. */
final class KeysResource implements Resource {

  private static final String TAG = "access";
  private static final Parameter<String> KEY = Parameter.path("key", "Id of the key.");
  private static final Parameter<String> AFTER =
      Parameter.text("after", "Id after which to begin: that of the last one seen.");

  private final Access access;

  KeysResource(Access access) {
    this.access = access;
  }

  @Override
  public List<Route> routes() {
    String all = Route.BASE + "/keys";
    return List.of(
        Route.get(all, TAG, "One's own keys, or all of the tenant for who may read users.")
            .with(AFTER, UsersResource.LIMIT)
            .answers("ApiKey[]")
            .by(this::list),
        Route.post(all, TAG, "Makes a key; the answer is the only place that ever shows it.")
            .takes("NewApiKey")
            .answers(201, "MadeApiKey")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.LIMIT_REACHED)
            .by(this::create),
        Route.post(all + "/{key}/rotate", TAG, "Makes a key in place of another.")
            .with(KEY)
            .takes("NewKeyRotation")
            .answers(201, "MadeApiKey")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.API_KEY_NOT_FOUND, ErrorCode.IN_USE)
            .by(this::rotate),
        Route.delete(all + "/{key}", TAG, "Ends a key at once.")
            .with(KEY)
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.API_KEY_NOT_FOUND)
            .by(this::revoke),
        Route.post(
                Route.BASE + "/signing-keys/roll",
                TAG,
                "Has access tokens be signed with a new key.")
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED)
            .by(this::roll));
  }

  private Answer list(Call call) {
    var data = JsonNodeFactory.instance.arrayNode();
    access
        .keys(call.context(), call.get(AFTER), Math.toIntExact(call.get(UsersResource.LIMIT)))
        .forEach(key -> data.add(AccessJson.key(key)));
    return Answer.ok(data);
  }

  private Answer create(Call call) {
    return made(access.createKey(call.context(), AccessJson.newKey(call.body())));
  }

  private static Answer made(Access.MadeKey made) {
    ObjectNode data = AccessJson.key(made.key()).put("secret", made.secret());
    return Answer.of(201, data);
  }

  private Answer rotate(Call call) {
    Map<String, String> given = JsonBodies.texts(call.body(), List.of(), List.of("overlap"));
    return made(access.rotateKey(
        call.context(), call.get(KEY), overlap(given.getOrDefault("overlap", "PT0S"))));
  }

  private static Duration overlap(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new ValidationException(List.of(new Problem(
          "overlap",
          "must be an ISO 8601 duration such as PT1H or P7D",
          Problem.Code.INVALID_FORMAT)));
    }
  }

  private Answer revoke(Call call) {
    access.revokeKey(call.context(), call.get(KEY));
    return UsersResource.done(call.get(KEY));
  }

  private Answer roll(Call call) {
    access.rollSigningKey(call.context());
    return UsersResource.done("signing-key");
  }
}
