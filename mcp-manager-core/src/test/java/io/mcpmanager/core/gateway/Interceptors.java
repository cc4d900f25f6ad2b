package io.mcpmanager.core.gateway;

import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.GatewayMessage;
import io.mcpmanager.spi.Interest;
import io.mcpmanager.spi.Verdict;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Interceptors for tests. */
final class Interceptors {

  /** What an interceptor does with a message. */
  @FunctionalInterface
  interface Reaction {
    Verdict to(GatewayMessage message) throws InterruptedException;
  }

  /** Writes down what it sees. */
  record Seeing(String name, Interest interest, Reaction reaction, List<String> seen)
      implements GatewayInterceptor {

    @Override
    public Verdict intercept(GatewayMessage message) throws InterruptedException {
      seen.add(describe(message));
      return reaction.to(message);
    }
  }

  static Seeing seeing(String name) {
    return seeing(name, new CopyOnWriteArrayList<>());
  }

  /** One that writes down where others do as well. */
  static Seeing seeing(String name, List<String> seen) {
    return new Seeing(name, Interest.EVERYTHING, message -> Verdict.pass(), seen);
  }

  static Seeing reacting(Interest interest, Reaction reaction) {
    return new Seeing("test", interest, reaction, new CopyOnWriteArrayList<>());
  }

  static String describe(GatewayMessage message) {
    return switch (message.direction()) {
          case TO_SERVER -> ">";
          case TO_CLIENT -> "<";
        }
        + switch (message.kind()) {
          case REQUEST -> "? ";
          case ANSWER -> message.isError() ? "E " : "! ";
          case NOTIFICATION -> "- ";
        }
        + message.method() + " " + message.server() + " " + message.target();
  }

  private Interceptors() {}
}
