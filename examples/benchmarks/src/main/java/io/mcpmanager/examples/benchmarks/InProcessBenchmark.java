package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.McpManager;
import io.mcpmanager.McpManagerBuilder;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.process.StdioChannels;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A tool called through the gateway of an embedded manager, beside the same messages without a manager. */
final class InProcessBenchmark {

  private static final List<Integer> SIZES = List.of(100, 10_000, 1_000_000);
  private static final int GRANTS = 50;
  private static final int MAX_MESSAGE_BYTES = 1 << 26;

  static void run() throws Exception {
    try (var hooked = manager(MeasuredHooks.addTo(McpManager.builder()));
        var plain = manager(McpManager.builder());
        var client = hooked.gateway().connect();
        var unhooked = plain.gateway().connect();
        var granted = hooked.gateway().connect(user(), Scope.all(), "a user")) {
      new Comparison("a permission checked, nothing else", 1)
          .way("everything granted", () -> check(Grants.ALL))
          .way(
              "one of " + GRANTS + " servers' tools granted", () -> check(user().grants()))
          .run();
      for (int size : SIZES) {
        new Comparison("in process, in-memory channel, " + size + " B", 1)
            .way("echo called directly", () -> direct(size))
            .way("through the gateway", () -> through(client, "memory__echo", size))
            .way(
                "the same by a user with permissions", () -> through(granted, "memory__echo", size))
            .way("the same without hooks", () -> through(unhooked, "memory__echo", size))
            .run();
        new Comparison("in process, stdio child, " + size + " B", 1)
            .way("its channel alone", () -> new BareChannel(size))
            .way("bare child", () -> new BareChild(size))
            .way("through the gateway", () -> through(client, "stdio__echo", size))
            .way("the same without hooks", () -> through(unhooked, "stdio__echo", size))
            .run();
      }
    }
  }

  private static McpManager manager(McpManagerBuilder builder) throws InterruptedException {
    McpManager manager = builder.runtime(new MemoryRuntime()).build().start();
    add(manager, "memory", ProcessLaunch.of(MemoryRuntime.COMMAND));
    add(manager, "stdio", ProcessLaunch.of(Programs.echo()));
    return manager;
  }

  private static void add(McpManager manager, String name, ProcessLaunch launch)
      throws InterruptedException {
    var context = CallContext.system("benchmark");
    var server = manager.servers().create(context, ServerDefinition.of(name, launch));
    var result = manager.servers().execute(context, server.id(), new ServerCommand.Start());
    if (!result.success()) {
      throw new IllegalStateException(result.message());
    }
  }

  /** Somebody who may use a few tools of many servers, one by one. */
  private static CallContext user() {
    var permissions = new ArrayList<Permission>();
    permissions.add(Permission.of(Area.PROXY, Action.EXECUTE));
    for (int i = 1; i < GRANTS; i++) {
      permissions.add(new Permission(Area.TOOLS, Action.EXECUTE, "server" + i + "/tool"));
    }
    permissions.add(new Permission(Area.TOOLS, Action.EXECUTE, "memory/echo"));
    var ada = new Principal("user:ada", Principal.Kind.USER);
    return new CallContext(ada, CallContext.DEFAULT_TENANT, "benchmark")
        .withGrants(Grants.of(permissions));
  }

  private static Caller check(Grants grants) {
    return () -> {
      if (!grants.allows(Area.TOOLS, Action.EXECUTE, "memory/echo")) {
        throw new IllegalStateException("not allowed");
      }
    };
  }

  private static Caller direct(int size) {
    byte[] request = Echo.call("1", "echo", Echo.text(size));
    return () -> Echo.check(Echo.answer(request).orElseThrow(), size);
  }

  private static Caller through(GatewayClient client, String tool, int size) {
    ToolCall call = ToolCall.of(tool, "{\"text\":\"" + Echo.text(size) + "\"}");
    return () -> {
      int length = client.call(call).text().length();
      if (length != size) {
        throw new IllegalStateException("the answer has " + length + " characters");
      }
    };
  }

  /** The same child, written to and read from by the caller itself. */
  private static final class BareChild implements Caller {

    private final Process process;
    private final Lines lines;
    private final byte[] request;
    private final int size;

    BareChild(int size) throws IOException {
      this.size = size;
      process = new ProcessBuilder(Programs.echo()).start();
      lines = new Lines(process.getInputStream());
      request = Echo.call("1", "echo", Echo.text(size));
      // its start and its first, slow calls are not to be measured
      for (int i = 0; i < 100; i++) {
        call();
      }
    }

    @Override
    public void call() throws IOException {
      Lines.write(process.getOutputStream(), request);
      Echo.check(lines.next(), size);
    }

    @Override
    public void close() throws InterruptedException {
      Programs.end(process);
    }
  }

  /** The same child over the channel that the gateway uses too, without the gateway. */
  private static final class BareChannel implements Caller, MessageChannel.Receiver {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final MessageChannel channel;
    private final OutboundMessage request;
    private final int size;
    private volatile CompletableFuture<byte[]> answer = new CompletableFuture<>();

    BareChannel(int size) throws Exception {
      this.size = size;
      process = new ProcessBuilder(Programs.echo()).start();
      request = new OutboundMessage(Echo.call("1", "echo", Echo.text(size)), "tools/call", true);
      channel = new StdioChannels(MAX_MESSAGE_BYTES)
          .over("bare", process.getInputStream(), process.getOutputStream(), InstanceListener.NONE);
      channel.open(this);
      for (int i = 0; i < 100; i++) {
        call();
      }
    }

    @Override
    public void call() throws Exception {
      var awaited = new CompletableFuture<byte[]>();
      answer = awaited;
      channel.send(request, PATIENCE);
      Echo.check(awaited.get(PATIENCE.toSeconds(), TimeUnit.SECONDS), size);
    }

    @Override
    public void onMessage(byte[] message) {
      answer.complete(message);
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      throw new IllegalStateException("an answer of " + length + " bytes");
    }

    @Override
    public void onClosed(String reason) {
      answer.completeExceptionally(new IllegalStateException(reason));
    }

    @Override
    public void close() throws InterruptedException {
      Programs.end(process);
    }
  }

  private InProcessBenchmark() {}
}
