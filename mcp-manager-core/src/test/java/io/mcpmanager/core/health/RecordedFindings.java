package io.mcpmanager.core.health;

import io.mcpmanager.api.health.CompletedCheck;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was found. */
final class RecordedFindings implements Findings {

  final List<CompletedCheck> checks = new CopyOnWriteArrayList<>();
  final List<HealthStatus> statuses = new CopyOnWriteArrayList<>();
  final List<ServerId> downs = new CopyOnWriteArrayList<>();
  final List<ServerId> forgotten = new CopyOnWriteArrayList<>();

  @Override
  public void checked(Server server, CompletedCheck check, HealthStatus after) {
    checks.add(check);
    statuses.add(after);
  }

  @Override
  public void down(ServerId server) {
    downs.add(server);
  }

  @Override
  public void forget(ServerId server) {
    forgotten.add(server);
  }

  List<CompletedCheck> checksOf(ServerId server) {
    return checks.stream().filter(check -> check.server().equals(server)).toList();
  }
}
