package io.mcpmanager.docker.stream;

import io.mcpmanager.docker.transport.EngineConnection;
import io.mcpmanager.docker.transport.EngineResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The standard streams of a container, over one connection that is its own. Closing it leaves the container alone, but for
 * the end of its input if the engine was told to pass that on.
 */
public final class Attachment implements AutoCloseable {

  private final EngineResponse response;
  private final OutputStream input;

  /** Streams over a connection that was hijacked. */
  public Attachment(EngineResponse response) {
    this.response = response;
    this.input = new Input(response.connection());
  }

  /**
   * What the container writes to standard output. Read by one thread, which also brings standard error to the sink. Closing
   * it ends the connection.
   */
  public InputStream output(StderrSink stderr) {
    return new FrameInput(response.getBody(), stderr);
  }

  /** The container's standard input, not buffered. Closing it says that nothing follows; output can still be read. */
  public OutputStream input() {
    return input;
  }

  /** Ends the connection, also for those who wait in it. Idempotent. */
  @Override
  public void close() {
    response.close();
  }

  /** Ends its own half of the connection only. */
  private static final class Input extends OutputStream {

    private final EngineConnection connection;

    Input(EngineConnection connection) {
      this.connection = connection;
    }

    @Override
    public void write(int one) throws IOException {
      connection.out().write(one);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      connection.out().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      connection.out().flush();
    }

    @Override
    public void close() throws IOException {
      connection.endOutput();
    }
  }
}
