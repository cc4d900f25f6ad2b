package io.mcpmanager.core.process;

import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.MessageChannel;
import java.io.InputStream;
import java.io.OutputStream;

/** Makes channels over standard input and output for runtimes other than that of processes. Thread-safe. */
public final class StdioChannels {

  private final PipeThreads threads = new PipeThreads();
  private final int maxMessageBytes;

  /**
   * Channels that take messages up to a length.
   *
   * @param maxMessageBytes longest message accepted
   */
  public StdioChannels(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** A channel over a pair of streams; see {@link io.mcpmanager.spi.Channels#stdio}. */
  public MessageChannel over(
      String name, InputStream fromServer, OutputStream toServer, InstanceListener listener) {
    return new StdioChannel(
        fromServer, toServer, StdioChannel.EndWatch.NONE, maxMessageBytes, listener, threads, name);
  }
}
