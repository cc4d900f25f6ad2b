package io.mcpmanager.server.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which manager is meant. */
final class AddressOption {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The manager's address; by default this machine and the configured port.")
  private @Nullable URI url;

  ApiClient connect() {
    return ClientOptions.connect(url);
  }
}
