package io.mcpmanager.docker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.docker.engine.EngineLimits.Kept;
import java.util.HashSet;
import java.util.Set;

/**
 * What an engine says of how it runs.
 *
 * @param kept the limits of containers that it keeps
 * @param rootless whether it runs without root, so that its networks are not the machine's
 * @param folder where it keeps its images, or empty if it does not say
 */
public record EngineTraits(Kept kept, boolean rootless, String folder) {

  /** Of an engine that does not say. */
  static final EngineTraits USUAL = new EngineTraits(Kept.ALL, false, "");

  /** Where an engine says it. Podman tells by Docker's API of limits that it does not keep. */
  public static String path(boolean podman) {
    return podman ? "/v4.0.0/libpod/info" : "/info";
  }

  /** Reads what it says there. */
  public static EngineTraits of(JsonNode said) {
    return said.path("host").isObject() ? ofPodman(said) : ofDocker(said);
  }

  private static EngineTraits ofDocker(JsonNode said) {
    boolean rootless = false;
    for (JsonNode option : said.path("SecurityOptions")) {
      rootless |= option.asText("").startsWith("name=rootless");
    }
    var kept = new Kept(
        said.path("MemoryLimit").asBoolean(true),
        said.path("SwapLimit").asBoolean(true),
        said.path("CpuCfsQuota").asBoolean(true),
        said.path("PidsLimit").asBoolean(true));
    return new EngineTraits(kept, rootless, said.path("DockerRootDir").asText(""));
  }

  private static EngineTraits ofPodman(JsonNode said) {
    JsonNode host = said.path("host");
    boolean rootless = host.path("security").path("rootless").asBoolean(false);
    Set<String> controllers = new HashSet<>();
    host.path("cgroupControllers").forEach(name -> controllers.add(name.asText("")));
    // as root it has them all, and may not say so
    boolean all = !rootless && controllers.isEmpty();
    boolean memory = all || controllers.contains("memory");
    var kept = new Kept(
        memory, memory, all || controllers.contains("cpu"), all || controllers.contains("pids"));
    return new EngineTraits(kept, rootless, said.path("store").path("graphRoot").asText(""));
  }
}
