package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.health.CompletedCheck;
import io.mcpmanager.api.health.Health;
import io.mcpmanager.api.health.HealthHistory;
import io.mcpmanager.api.health.HealthOverview;
import io.mcpmanager.api.health.HealthRange;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import java.util.function.Consumer;

/** How well servers are and were, as far as somebody may see those servers. */
final class GuardedHealth implements Health {

  private final Health health;
  private final Authorizer authorizer;
  private final ServerRights rights;

  GuardedHealth(Health health, Authorizer authorizer, ServerRights rights) {
    this.health = health;
    this.authorizer = authorizer;
    this.rights = rights;
  }

  @Override
  public HealthReport current(CallContext context, ServerId server) {
    Server ignored = rights.require(context, Operation.READ_HEALTH, server);
    return health.current(context, server);
  }

  @Override
  public HealthHistory history(CallContext context, ServerId server, HealthRange range) {
    Server ignored = rights.require(context, Operation.READ_HEALTH, server);
    return health.history(context, server, range);
  }

  @Override
  public HealthOverview overview(CallContext context) {
    return authorizer.perform(context, Operation.READ_HEALTH, "", () -> health.overview(context));
  }

  @Override
  public Subscription onCheck(CallContext context, Consumer<CompletedCheck> listener) {
    authorizer.checkSome(context, Operation.READ_HEALTH);
    return authorizer.allows(context, Operation.READ_HEALTH)
        ? health.onCheck(context, listener)
        : health.onCheck(context, check -> {
          if (rights.allows(context, Operation.READ_HEALTH, check.server())) {
            listener.accept(check);
          }
        });
  }
}
