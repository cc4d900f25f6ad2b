package io.mcpmanager.examples.demo;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Serves the one client at the other end of the pipes, one message a line. */
final class StdioFace {

  private final Wire wire;
  private final Function<ExecutorService, Connection> connections;

  StdioFace(Wire wire, Function<ExecutorService, Connection> connections) {
    this.wire = wire;
    this.connections = connections;
  }

  void run() throws IOException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var connection = connections.apply(threads);
      while (acceptNext(connection)) {
        // until the input ends
      }
      // leaving the block waits for all calls, so those that pause must hear that it is over
      connection.cancelAll();
    }
  }

  private boolean acceptNext(Connection connection) throws IOException {
    Object message = JsonObject.NULL;
    try {
      var line = wire.read();
      if (line.isEmpty()) {
        return false;
      }
      message = JsonReader.read(line.get());
      connection.accept(message, wire);
    } catch (RpcError e) {
      wire.send(Connection.answerTo(message, e));
    } catch (JsonReader.MalformedJson e) {
      wire.send(
          new RpcError(RpcError.PARSE_ERROR, "a message must be JSON: " + e.getMessage()).answer());
    }
    return true;
  }
}
