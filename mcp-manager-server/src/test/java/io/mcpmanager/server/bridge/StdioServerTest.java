package io.mcpmanager.server.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.gateway.MessageSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class StdioServerTest {

  private final AtomicBoolean drained = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  @Test
  void givenLines_whenInputEnds_thenAllAreAnsweredBeforeItReturns() throws Exception {
    var out = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream("{\"a\":1}\r\n\n{\"b\":2}".getBytes(UTF_8));

    new StdioServer(in, out).run(Echo::new);

    assertThat(out.toString(UTF_8)).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
    assertThat(drained).isTrue();
    assertThat(closed).isTrue();
  }

  @Test
  void givenClientThatClosesItsInput_whenSomethingIsWritten_thenItEnds() throws Exception {
    var clientSide = new PipedOutputStream();
    var in = new PipedInputStream(clientSide);
    clientSide.write("{}\n".getBytes(UTF_8));
    clientSide.flush();

    new StdioServer(in, new Broken()).run(Echo::new);

    assertThat(closed).isTrue();
    assertThat(drained).isFalse();
    clientSide.close();
  }

  @Test
  void givenMessageWithLineBreaks_whenWritten_thenItIsOneLine() {
    var out = new ByteArrayOutputStream();
    try (var output = new LineOutput(out, () -> {})) {
      output.accept("{\n\"a\":\r\n1}".getBytes(UTF_8));
    }

    assertThat(out.toString(UTF_8)).isEqualTo("{ \"a\":  1}\n");
  }

  private final class Echo implements Conversation {

    private final MessageSink client;

    Echo(MessageSink client) {
      this.client = client;
    }

    @Override
    public void take(byte[] message) {
      client.accept(message);
    }

    @Override
    public void takeOversized(long length, byte[] head, byte[] tail) {}

    @Override
    public void drain(Duration timeout) {
      drained.set(true);
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  private static final class Broken extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      throw new IOException("broken pipe");
    }
  }
}
