package io.mcpmanager.examples.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Messages as lines of UTF-8: one reader, any number of writers that take turns. */
final class Wire implements Sender {

  private static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

  private final InputStream in;
  private final OutputStream out;

  /** Keeps the lines of concurrent writers apart; nothing else is locked while it is held. */
  private final ReentrantLock writing = new ReentrantLock();

  private boolean closed;

  Wire(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  /**
   * The next line that is not blank, or empty at the end of the input.
   *
   * @throws RpcError if the line is too long or not UTF-8; it has been consumed then, and reading can go on
   */
  Optional<String> read() throws IOException, RpcError {
    while (true) {
      var line = new ByteArrayOutputStream();
      int length = 0;
      int b = in.read();
      for (; b >= 0 && b != '\n'; b = in.read()) {
        if (++length <= MAX_LINE_BYTES) {
          line.write(b);
        }
      }
      if (length > MAX_LINE_BYTES) {
        throw new RpcError(
            RpcError.INVALID_REQUEST,
            "a message may have " + MAX_LINE_BYTES + " bytes, this one had " + length);
      }
      var text = decode(line.toByteArray());
      if (!text.isBlank()) {
        return Optional.of(text);
      }
      if (b < 0) {
        return Optional.empty();
      }
    }
  }

  private static String decode(byte[] line) throws RpcError {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new RpcError(RpcError.PARSE_ERROR, "a message must be UTF-8");
    }
  }

  @Override
  public void send(Object message) {
    var line = (JsonWriter.write(message) + "\n").getBytes(StandardCharsets.UTF_8);
    writing.lock();
    try {
      if (!closed) {
        out.write(line);
        out.flush();
      }
    } catch (IOException e) {
      // nobody reads any more; our input ends for the same reason, and with it the server
      closed = true;
    } finally {
      writing.unlock();
    }
  }
}
