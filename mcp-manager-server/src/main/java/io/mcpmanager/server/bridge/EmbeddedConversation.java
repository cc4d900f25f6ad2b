package io.mcpmanager.server.bridge;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.server.mcp.MessageConnection;
import java.time.Duration;

/** A conversation with a manager in this very program. */
public final class EmbeddedConversation implements Conversation {

  private final MessageSink client;
  private final MessageConnection connection;

  /**
   * A conversation that begins with the client's first message.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if the scope names a server that does not exist
   */
  public EmbeddedConversation(
      Gateway gateway, CallContext context, Scope scope, MessageSink client) {
    this.client = client;
    this.connection =
        new MessageConnection(gateway, context, scope, ClientTransport.STDIO, new Lines(client));
  }

  @Override
  public void take(byte[] message) {
    try {
      connection.take(message, () -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void takeOversized(long length, byte[] head, byte[] tail) {
    client.accept(Replies.tooLong(length));
  }

  @Override
  public void drain(Duration timeout) throws InterruptedException {
    connection.drain(timeout);
  }

  @Override
  public void close() {
    connection.close();
  }

  /** There is only this client, so nobody else is held up when it is behind. */
  private record Lines(MessageSink client) implements MessageConnection.Client {

    @Override
    public void answer(byte[] message) {
      client.accept(message);
    }

    @Override
    public void other(byte[] message) {
      client.accept(message);
    }
  }
}
