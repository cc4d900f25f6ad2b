package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.McpManagerBuilder;
import io.mcpmanager.server.Managers;
import io.mcpmanager.server.cli.RootCommand;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.GatewayMessage;
import io.mcpmanager.spi.Verdict;

/**
 * The hooks that measured gateways have: an interceptor that is shown every message and lets it pass, and a policy that is
 * asked about every request and allows it. As a program it is the reference server with these.
 */
final class MeasuredHooks {

  private static final class Watching implements GatewayInterceptor {

    @Override
    public String name() {
      return "watching";
    }

    @Override
    public Verdict intercept(GatewayMessage message) {
      return Verdict.pass();
    }
  }

  static McpManagerBuilder addTo(McpManagerBuilder builder) {
    return builder
        .interceptor(new Watching())
        .accessPolicy((context, target) -> AccessPolicy.Decision.ALLOW);
  }

  /** Runs one command of the reference server. */
  public static void main(String[] arguments) {
    System.exit(
        RootCommand.create(loaded -> addTo(Managers.toServe(loaded)).build()).execute(arguments));
  }

  private MeasuredHooks() {}
}
