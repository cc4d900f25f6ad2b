package io.mcpmanager.core.secret;

import io.mcpmanager.api.server.ServerId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which change of a secret each server was last launched with. Thread-safe. */
public final class LaunchedValues {

  private final Map<ServerId, Map<String, Long>> revisions = new ConcurrentHashMap<>();

  void launched(ServerId server, Map<String, Long> secrets) {
    if (secrets.isEmpty()) {
      revisions.remove(server);
    } else {
      revisions.put(server, Map.copyOf(secrets));
    }
  }

  boolean isFormer(ServerId server, String secret, long revision) {
    Long launched = revisions.getOrDefault(server, Map.of()).get(secret);
    return launched != null && launched != revision;
  }

  /** Forgets a server that is gone for good. */
  public void forget(ServerId server) {
    revisions.remove(server);
  }
}
