package io.mcpmanager.docker;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.ServerRuntimeContract;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

@Requires({"docker", "busybox"})
final class DockerRuntimeContractTest extends ServerRuntimeContract {

  private final TestContext context = new TestContext();

  @AfterEach
  void closeContext() {
    context.close();
  }

  @Override
  protected ServerRuntime open() {
    var runtime = DockerRuntime.builder().build();
    runtime.initialize(context);
    return runtime;
  }

  @Override
  protected Launch answering() throws IOException {
    return ContainerLaunch.of(image());
  }

  @Override
  protected Optional<Launch> endingByItself() throws IOException {
    return Optional.of(ContainerLaunch.of(image(), "exits", "3"));
  }

  @Override
  protected Optional<Launch> impossible() {
    return Optional.of(ContainerLaunch.of("mcp-manager-test/none:absent"));
  }

  @Override
  protected Optional<Launch> foreign() {
    return Optional.of(RemoteLaunch.of(URI.create("http://localhost/mcp")));
  }

  private static String image() throws IOException {
    return TestImages.of(TestEngine.standard()).shellServer();
  }
}
