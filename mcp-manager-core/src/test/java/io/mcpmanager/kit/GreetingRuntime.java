package io.mcpmanager.kit;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.spi.ServerRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A runtime of a plugin's own, as small as it can be: its servers are objects that answer everything with nothing. */
final class GreetingRuntime implements ServerRuntime {

  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  private final Set<Greeter> alive = ConcurrentHashMap.newKeySet();

  @Override
  public boolean supports(Launch launch) {
    return launch instanceof ProcessLaunch process && process.command().startsWith("greet");
  }

  @Override
  public List<Problem> check(Launch launch) {
    return List.of();
  }

  @Override
  public Instance launch(LaunchSpec spec, InstanceListener listener) {
    var launch = (ProcessLaunch) spec.launch();
    if (launch.command().equals("greet-nobody")) {
      throw new LaunchException("there is nobody to greet", null);
    }
    var greeter = new Greeter();
    alive.add(greeter);
    var ignored = greeter.exit.thenRun(() -> alive.remove(greeter));
    if (launch.command().equals("greet-once")) {
      greeter.end(false);
    }
    return greeter;
  }

  @Override
  public void close() {
    alive.forEach(greeter -> greeter.end(true));
  }

  private static final class Greeter implements Instance, MessageChannel {

    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final AtomicReference<@Nullable Receiver> receiver = new AtomicReference<>();

    void end(boolean requested) {
      if (exit.complete(new ExitStatus(null, "said goodbye", requested))) {
        Receiver told = receiver.get();
        if (told != null) {
          told.onClosed("said goodbye");
        }
      }
    }

    @Override
    public MessageChannel channel() {
      return this;
    }

    @Override
    public OptionalLong processId() {
      return OptionalLong.empty();
    }

    @Override
    public CompletableFuture<ExitStatus> exit() {
      return exit.copy();
    }

    @Override
    public void stop(Duration grace) {
      end(true);
    }

    @Override
    public void open(Receiver newReceiver) {
      receiver.set(newReceiver);
      if (exit.isDone()) {
        newReceiver.onClosed("said goodbye");
      }
    }

    @Override
    public void send(OutboundMessage message, Duration timeout) {
      Receiver told = receiver.get();
      if (told == null || exit.isDone()) {
        throw new ChannelException("the greeter has gone", true, null);
      }
      Matcher id = ID.matcher(new String(message.body(), StandardCharsets.UTF_8));
      if (id.find()) {
        String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":{}}";
        told.onMessage(answer.getBytes(StandardCharsets.UTF_8));
      }
    }

    @Override
    public void close() {
      end(true);
    }
  }
}
