package io.mcpmanager.server.rest;

import static io.mcpmanager.server.rest.ServerLookup.SERVER;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.health.Health;
import io.mcpmanager.api.health.HealthRange;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.HealthJson;
import io.mcpmanager.core.json.ServerJson;
import java.util.EnumSet;
import java.util.List;

/** How well servers are and were. */
final class HealthResource implements Resource {

  private static final String TAG = "health";
  private static final Parameter<HealthRange> RANGE = Parameter.choice(
      "range",
      "How far back.",
      EnumSet.allOf(HealthRange.class),
      HealthRange::text,
      HealthRange.DAY);

  private final Health health;
  private final ServerLookup lookup;

  HealthResource(Servers servers, Health health) {
    this.health = health;
    this.lookup = new ServerLookup(servers);
  }

  @Override
  public List<Route> routes() {
    String one = Route.BASE + "/servers/{server}/health";
    return List.of(
        Route.get(Route.BASE + "/health", TAG, "How well all servers are, and which are worst.")
            .answers("HealthOverview")
            .by(call -> Answer.ok(HealthJson.overview(health.overview(call.context())))),
        Route.get(one, TAG, "Health after the last check.")
            .with(SERVER)
            .answers("Health")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(call -> Answer.ok(
                ServerJson.health(health.current(call.context(), lookup.of(call).id())))),
        Route.get(one + "/history", TAG, "What the checks of a server found over a range.")
            .with(SERVER, RANGE)
            .answers("HealthHistory")
            .fails(ErrorCode.SERVER_NOT_FOUND, ErrorCode.STORE_FAILED)
            .by(call -> Answer.ok(HealthJson.history(
                health.history(call.context(), lookup.of(call).id(), call.get(RANGE))))));
  }
}
