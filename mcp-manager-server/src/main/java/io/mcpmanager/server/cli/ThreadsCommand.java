package io.mcpmanager.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the threads of a running manager do. */
@Command(
    name = "threads",
    description = "Shows what all threads of a running manager are doing, virtual ones included.")
final class ThreadsCommand implements Callable<Integer> {

  @Mixin
  private AddressOption address = new AddressOption();

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (ApiClient client = address.connect()) {
      PrintWriter out = Output.writer(spec);
      out.print(client.text("/api/v1/diagnostics/threads"));
      out.flush();
    }
    return 0;
  }
}
