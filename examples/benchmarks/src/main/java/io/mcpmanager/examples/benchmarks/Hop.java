package io.mcpmanager.examples.benchmarks;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * A way to the echo tool that is measured.
 *
 * @param name as the tables call it
 * @param kind what it is compared as
 * @param target where to call
 * @param footprint of the processes between caller and tool
 */
record Hop(String name, Kind kind, Target target, Footprint footprint) {

  /** What the figures of other hops are divided by. */
  enum Kind {
    DIRECT,
    NGINX,
    /** In Java, without reading more than the length of what it passes on. */
    BYTES,
    /** In Java, speaking HTTP on both sides. */
    BARE,
    NPM,
    MANAGER
  }

  /** How a tool is called. */
  enum Protocol {
    MCP,
    /** The way of its own that mcp-hub offers. */
    REST,
    /** Like MCP, but the text only comes back, it is not sent; natively only. */
    FETCH
  }

  /** Where to call which tool. */
  record Target(int port, String path, String tool, Protocol protocol) {

    Target by(Protocol other) {
      return new Target(port, path, tool, other);
    }

    static Target mcp(int port, String path) {
      return new Target(port, path, "echo", Protocol.MCP);
    }
  }

  /** What a hop uses of the machine. */
  interface Footprint extends AutoCloseable {

    Footprint NOTHING = new Footprint() {};

    /** Processor time since it began. */
    default double cpuSeconds() {
      return 0;
    }

    default double residentMiB() {
      return 0;
    }

    /** Bytes of heap allocated since it began, if it is a JVM. */
    default OptionalLong allocated() {
      return OptionalLong.empty();
    }

    @Override
    default void close() throws IOException {}
  }
}
