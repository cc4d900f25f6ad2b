package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import java.io.IOException;
import java.util.List;

/** A tool called through the gateway of an embedded manager, beside the same messages without a manager. */
final class InProcessBenchmark {

  private static final List<Integer> SIZES = List.of(100, 10_000, 1_000_000);

  static void run() throws Exception {
    try (var manager = McpManager.builder().runtime(new MemoryRuntime()).build().start()) {
      add(manager, "memory", ProcessLaunch.of(MemoryRuntime.COMMAND));
      add(manager, "stdio", ProcessLaunch.of(Programs.echo()));
      try (var client = manager.gateway().connect()) {
        for (int size : SIZES) {
          new Comparison("in process, in-memory channel, " + size + " B", 1)
              .way("echo called directly", () -> direct(size))
              .way("through the gateway", () -> through(client, "memory__echo", size))
              .run();
          new Comparison("in process, stdio child, " + size + " B", 1)
              .way("bare child", () -> new BareChild(size))
              .way("through the gateway", () -> through(client, "stdio__echo", size))
              .run();
        }
      }
    }
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

  private InProcessBenchmark() {}
}
