package io.mcpmanager.server.mcp;

/** A client whose messages wait in a queue, as far as there is memory for what waits for all clients. */
record QueuedClient(ClientQueue queue, MessageMemory memory) implements MessageConnection.Client {

  @Override
  public void answer(byte[] message) {
    try (MessageMemory.Share share = memory.new Share()) {
      // held while the answer waits for room
      queue.answer(share.fitting(message));
    }
  }

  @Override
  public void other(byte[] message) {
    queue.accept(message);
  }
}
