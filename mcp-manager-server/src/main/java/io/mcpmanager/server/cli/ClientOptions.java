package io.mcpmanager.server.cli;

import io.mcpmanager.core.config.ManagerConfig;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which manager is meant, and how its answers are shown. */
final class ClientOptions {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The manager's address; by default this machine and the configured port.")
  private @Nullable URI url;

  @Option(names = "--json", description = "Write the answer as JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  ApiClient connect() {
    return connect(url);
  }

  /** A client of the manager at an address, or at the configured one if none is given. */
  static ApiClient connect(@Nullable URI address) {
    return new ApiClient(
        address != null ? address : address(new ConfigOptions().load(Map.of()).config()));
  }

  /** Where a manager with this configuration answers. */
  static URI address(ManagerConfig config) {
    return address(config, config.http().port());
  }

  /** The same at the port that it has got. */
  static URI address(ManagerConfig config, int port) {
    boolean tls = config.entrance().tlsCertificate() != null;
    String host = config.http().host();
    String called =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> host;
        };
    return URI.create((tls ? "https://" : "http://")
        + (called.contains(":") ? "[" + called + "]" : called) + ":" + port);
  }
}
