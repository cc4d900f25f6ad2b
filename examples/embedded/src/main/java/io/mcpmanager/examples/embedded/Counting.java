package io.mcpmanager.examples.embedded;

import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.GatewayMessage;
import io.mcpmanager.spi.GatewayMessage.Kind;
import io.mcpmanager.spi.Interest;
import io.mcpmanager.spi.Verdict;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls of tools. */
final class Counting implements GatewayInterceptor {

  final Map<String, LongAdder> calls = new ConcurrentSkipListMap<>();

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public Interest interest() {
    return Interest.EVERYTHING.methods("tools/call").kinds(Kind.REQUEST);
  }

  @Override
  public Verdict intercept(GatewayMessage message) {
    String tool = message.server() + "/" + message.target();
    calls.computeIfAbsent(tool, name -> new LongAdder()).increment();
    return Verdict.pass();
  }
}
