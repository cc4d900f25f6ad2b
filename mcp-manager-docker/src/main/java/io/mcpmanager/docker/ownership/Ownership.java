package io.mcpmanager.docker.ownership;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.LaunchSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose something at the engine is. It stands in labels, by which the next life of the manager knows what is its own.
 *
 * @param manager id of the manager
 * @param server whose instance it is, or belongs to
 * @param generation which life of the server
 * @param token names the launch
 * @param definition tells whether the definition is still the one it was launched by; see {@link DefinitionHash}
 */
public record Ownership(
    String manager, ServerId server, long generation, String token, String definition) {

  public static final String MANAGER = ContainerLaunch.OWN_LABELS + "manager";
  public static final String SERVER = ContainerLaunch.OWN_LABELS + "server";
  public static final String GENERATION = ContainerLaunch.OWN_LABELS + "generation";
  public static final String TOKEN = ContainerLaunch.OWN_LABELS + "token";
  static final String DEFINITION = ContainerLaunch.OWN_LABELS + "definition";

  /** What the engine puts on the containers that are tasks of a service. */
  public static final String TASK = "com.docker.swarm.service.id";

  public static Ownership of(LaunchSpec spec, ContainerLaunch launch) {
    return new Ownership(
        spec.mark().managerId(),
        spec.server(),
        spec.generation(),
        spec.mark().token(),
        DefinitionHash.of(launch));
  }

  /** Whose it is, or empty if its labels do not say so. */
  public static Optional<Ownership> read(Map<String, String> labels) {
    String manager = labels.get(MANAGER);
    String server = labels.get(SERVER);
    String token = labels.get(TOKEN);
    if (manager == null || server == null || server.isBlank() || token == null) {
      return Optional.empty();
    }
    return Optional.of(new Ownership(
        manager,
        ServerId.of(server),
        number(labels.getOrDefault(GENERATION, "")),
        token,
        labels.getOrDefault(DEFINITION, "")));
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The labels that say so. */
  public Map<String, String> labels() {
    var labels = new LinkedHashMap<String, String>();
    labels.put(MANAGER, manager);
    labels.put(SERVER, server.value());
    labels.put(GENERATION, Long.toString(generation));
    labels.put(TOKEN, token);
    labels.put(DEFINITION, definition);
    return labels;
  }

  /** What is this manager's, as a filter of lists. */
  public static Map<String, String> filter(String manager) {
    return Map.of(MANAGER, manager);
  }
}
