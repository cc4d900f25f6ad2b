package io.mcpmanager.kit;

import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.testkit.ServerRuntimeContract;
import java.net.URI;
import java.util.Optional;

final class GreetingRuntimeTest extends ServerRuntimeContract {

  @Override
  protected ServerRuntime open() {
    return new GreetingRuntime();
  }

  @Override
  protected Launch answering() {
    return ProcessLaunch.of("greet");
  }

  @Override
  protected Optional<Launch> endingByItself() {
    return Optional.of(ProcessLaunch.of("greet-once"));
  }

  @Override
  protected Optional<Launch> impossible() {
    return Optional.of(ProcessLaunch.of("greet-nobody"));
  }

  @Override
  protected Optional<Launch> foreign() {
    return Optional.of(RemoteLaunch.of(URI.create("https://example.com/mcp")));
  }
}
