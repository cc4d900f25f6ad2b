package io.mcpmanager.core.process;

import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.core.wire.LineReader;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.testkit.ServerRuntimeContract;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the children are those of a Unix")
final class ProcessRuntimeContractTest extends ServerRuntimeContract {

  private static final String ANSWER =
      "s/.*\"id\":\\([0-9]*\\).*/{\"jsonrpc\":\"2.0\",\"id\":\\1,\"result\":{}}/p";

  private final SystemClock clock = new SystemClock();

  @AfterEach
  void closeClock() {
    clock.close();
  }

  @Override
  protected ServerRuntime open() {
    return new ProcessRuntime(
        System.getenv(),
        endpoint -> {
          throw new AssertionError("no child here serves HTTP");
        },
        clock,
        LineReader.MAX_MESSAGE);
  }

  @Override
  protected Launch answering() {
    return ProcessLaunch.of("sed", "-u", "-n", ANSWER);
  }

  @Override
  protected Optional<Launch> endingByItself() {
    return Optional.of(ProcessLaunch.of("sh", "-c", "exit 3"));
  }

  @Override
  protected Optional<Launch> impossible() {
    return Optional.of(ProcessLaunch.of("no-such-command-here"));
  }

  @Override
  protected Optional<Launch> foreign() {
    return Optional.of(RemoteLaunch.of(URI.create("http://localhost/mcp")));
  }
}
