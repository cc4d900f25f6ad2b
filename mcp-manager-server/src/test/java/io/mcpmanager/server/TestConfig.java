package io.mcpmanager.server;

import io.mcpmanager.core.config.ConfigLoader;
import io.mcpmanager.core.config.LoadedConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configurations of servers that listen at any free port. */
public final class TestConfig {

  /** Of one that lets everybody do everything, for tests that are about something else. */
  public static LoadedConfig open(Path data, String... more) {
    var flags = new HashMap<>(Map.of("auth.open", "true"));
    put(flags, more);
    return config(data, flags);
  }

  /** Of one that lets nobody in who has no credential. */
  public static LoadedConfig closed(Path data, String... more) {
    var flags = new HashMap<String, String>();
    put(flags, more);
    return config(data, flags);
  }

  private static void put(Map<String, String> flags, String... more) {
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
  }

  private static LoadedConfig config(Path data, Map<String, String> flags) {
    flags.putIfAbsent("http.port", "0");
    flags.putIfAbsent("http.drain-timeout", "200ms");
    flags.putIfAbsent("docker.enabled", "false");
    flags.put("data.directory", data.toString());
    return new ConfigLoader(Map.of(), data, data).load(null, flags);
  }

  private TestConfig() {}
}
