package io.mcpmanager.core.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StdioChannelTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int PIPE = 4096;

  /** Takes as much as the smallest pipe holds and then holds the writer until the child reads. */
  private static final class Pipe extends OutputStream {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Set<Thread> writers = ConcurrentHashMap.newKeySet();
    private int unread;
    private boolean readsOn;
    private boolean closed;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
      writers.add(Thread.currentThread());
      for (int i = from; i < from + length; i++) {
        while (unread >= PIPE && !readsOn && !closed) {
          hold();
        }
        if (closed) {
          throw new IOException("broken pipe");
        }
        content.write(bytes[i]);
        unread++;
      }
    }

    private void hold() throws IOException {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    /** The child reads all that is there. */
    synchronized void read() {
      unread = 0;
      notifyAll();
    }

    /** The child reads all that ever comes. */
    synchronized void readOn() {
      readsOn = true;
      notifyAll();
    }

    synchronized List<String> lines() {
      return content.toString(US_ASCII).lines().toList();
    }

    @Override
    public synchronized void close() {
      closed = true;
      notifyAll();
    }
  }

  /** A child whose ends are in this test's hands. */
  private static final class Child extends Process {

    private final Pipe input = new Pipe();
    private final PipedInputStream output = new PipedInputStream(64 * 1024);
    private final PipedOutputStream says = new PipedOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);

    Child() throws IOException {
      says.connect(output);
    }

    void answer(int id) throws IOException {
      input.read();
      says.write(("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}\n").getBytes(US_ASCII));
      says.flush();
    }

    @Override
    public OutputStream getOutputStream() {
      return input;
    }

    @Override
    public InputStream getInputStream() {
      return output;
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      ended.await();
      return 0;
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
      return ended.await(timeout, unit);
    }

    @Override
    public int exitValue() {
      return 0;
    }

    @Override
    public void destroy() {
      ended.countDown();
    }
  }

  private final List<String> received = java.util.Collections.synchronizedList(new ArrayList<>());
  private Child child;
  private StdioChannel channel;

  @BeforeEach
  void open() throws IOException {
    child = new Child();
    channel = new StdioChannel(
        child.getInputStream(),
        child.getOutputStream(),
        StdioChannel.EndWatch.NONE,
        1_000_000,
        this::ignore,
        new PipeThreads(),
        "test");
    channel.open(new MessageChannel.Receiver() {
      @Override
      public void onMessage(byte[] message) {
        received.add(new String(message, US_ASCII));
      }

      @Override
      public void onOversized(byte[] head, byte[] tail, long length) {}

      @Override
      public void onClosed(String reason) {}
    });
  }

  @AfterEach
  void close() throws IOException {
    child.destroy();
    child.says.close();
    child.input.close();
    channel.close();
  }

  private void ignore(LogStream stream, String line) {}

  private void send(int id, int length) throws InterruptedException {
    channel.send(new OutboundMessage(request(id, length).getBytes(US_ASCII), "m", true), TIMEOUT);
  }

  private static String request(int id, int length) {
    String start = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"";
    return start + "x".repeat(Math.max(0, length - start.length() - 2)) + "\"}";
  }

  @Test
  void givenChildThatAnswers_whenSmallRequestsAreSent_thenTheirSenderWritesThemItself()
      throws Exception {
    for (int i = 1; i <= 200; i++) {
      send(i, 300);
      int sent = i;
      assertThat(child.input.lines()).hasSize(sent);
      child.answer(i);
      await().pollInterval(Duration.ofMillis(1)).until(() -> received.size() == sent);
    }

    assertThat(child.input.writers).containsExactly(Thread.currentThread());
  }

  @Test
  void givenChildThatDoesNotRead_whenRequestsAreSent_thenNoSenderIsHeld() throws Exception {
    for (int i = 1; i <= 500; i++) {
      send(i, 300);
    }

    await().until(() -> !channel.stalled().isZero());
    assertThat(child.input.lines().size()).isBetween(10, 20);
  }

  @Test
  void givenLongAndShortRequests_whenOneThreadSendsThem_thenTheyArriveInOrder() throws Exception {
    var expected = new ArrayList<String>();
    for (int i = 1; i <= 300; i++) {
      int length = i % 7 == 0 ? 20_000 : 100;
      expected.add(request(i, length));
      send(i, length);
      if (i % 3 == 0) {
        child.answer(i);
      }
    }

    child.input.readOn();
    await().until(() -> child.input.lines().equals(expected));
  }

  @Test
  void givenChildThatHasClosedItsInput_whenRequestsAreSent_thenTheChannelTakesNoMore()
      throws Exception {
    child.input.close();
    send(1, 100);

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> send(2, 100)))
        .hasMessageContaining("takes no more messages");
  }
}
