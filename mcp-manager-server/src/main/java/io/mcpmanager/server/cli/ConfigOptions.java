package io.mcpmanager.server.cli;

import io.mcpmanager.core.config.ConfigLoader;
import io.mcpmanager.core.config.LoadedConfig;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration is read from. */
final class ConfigOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read this file instead of the system, user and project configuration.")
  private @Nullable Path file;

  LoadedConfig load(Map<String, String> flags) {
    return load(file, flags);
  }

  static LoadedConfig load(@Nullable Path file, Map<String, String> flags) {
    var loader = new ConfigLoader(
        System.getenv(), Path.of(System.getProperty("user.home")), Path.of("").toAbsolutePath());
    return loader.load(file, flags);
  }
}
