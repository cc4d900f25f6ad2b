package io.mcpmanager.core.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.LineReader;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.testkit.ServerRuntimeContract;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class RemoteRuntimeContractTest extends ServerRuntimeContract {

  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  private final SystemClock clock = new SystemClock();
  private final HttpClientPool client =
      new HttpClientPool(HttpClientLimits.DEFAULT, Destinations.ANY, System::nanoTime);
  private McpPeer peer;

  @BeforeEach
  void listen() throws IOException {
    peer = new McpPeer().on("POST", (request, out, socket) -> {
      Matcher id = ID.matcher(new String(request.body(), UTF_8));
      String answer =
          id.find() ? "{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":{}}" : "{}";
      McpPeer.json(answer).to(request, out, socket);
    });
  }

  @AfterEach
  void closeAll() {
    client.close();
    peer.close();
    clock.close();
  }

  @Override
  protected ServerRuntime open() {
    return new RemoteRuntime(new HttpChannels(client, clock, LineReader.MAX_MESSAGE));
  }

  @Override
  protected Launch answering() {
    return RemoteLaunch.of(peer.uri());
  }

  /** A connection ends when somebody ends it, or when it is used and broken. */
  @Override
  protected Optional<Launch> endingByItself() {
    return Optional.empty();
  }

  /** Nothing is connected before the first message. */
  @Override
  protected Optional<Launch> impossible() {
    return Optional.empty();
  }

  @Override
  protected Optional<Launch> foreign() {
    return Optional.of(ProcessLaunch.of("cat"));
  }
}
