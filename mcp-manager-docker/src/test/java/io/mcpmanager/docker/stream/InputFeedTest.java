package io.mcpmanager.docker.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.testkit.LeakFree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@LeakFree
final class InputFeedTest {

  private final CountDownLatch reads = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /** A container that reads nothing before it is let. */
  private final OutputStream input = new OutputStream() {
    @Override
    public void write(int one) {
      throw new AssertionError("not one by one");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        reads.await();
      } catch (InterruptedException e) {
        interrupted.set(true);
        throw new IOException(e);
      }
      written.write(bytes, offset, length);
    }

    @Override
    public void close() {
      closed.set(true);
    }
  };

  private InputFeed feed() {
    var feed = new InputFeed(input);
    feed.start("feed");
    return feed;
  }

  @Test
  void givenSenders_whenTheyWrite_thenAllOfItArrivesInOrderAndThenTheEnd() throws Exception {
    reads.countDown();
    InputFeed feed = feed();

    for (int i = 0; i < 10_000; i++) {
      feed.write((i + "\n").getBytes(UTF_8));
    }
    feed.write('!');
    feed.close();
    feed.close();

    await().untilTrue(closed);
    assertThat(written.toString(UTF_8).lines().skip(9_999)).containsExactly("9999", "!");
    assertThat(written.toString(UTF_8).lines().count()).isEqualTo(10_001);
    assertThatThrownBy(() -> feed.write('?')).isInstanceOf(IOException.class);
  }

  @Test
  void givenASenderThatIsInterrupted_whenItWrites_thenTheConnectionStays() throws Exception {
    InputFeed feed = feed();
    Thread sender = Thread.ofVirtual().start(() -> {
      Thread.currentThread().interrupt();
      try {
        feed.write("whole".getBytes(UTF_8));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
    sender.join();

    reads.countDown();
    feed.close();

    await().untilTrue(closed);
    assertThat(written.toString(UTF_8)).isEqualTo("whole");
    assertThat(interrupted).isFalse();
  }

  @Test
  void givenAContainerThatDoesNotRead_whenMuchIsWritten_thenTheSenderWaitsUntilItEnds()
      throws Exception {
    InputFeed feed = feed();
    var refused = new AtomicBoolean();
    Thread sender = Thread.ofVirtual().start(() -> {
      try {
        feed.write(new byte[1 << 20]);
      } catch (IOException e) {
        refused.set(true);
      }
    });

    await().until(() -> sender.getState() == Thread.State.WAITING);
    feed.close();

    await().untilTrue(refused);
    reads.countDown();
    await().untilTrue(closed);
    assertThat(written.size()).isLessThanOrEqualTo(128 * 1024);
  }

  @Test
  void givenABrokenConnection_whenItIsWrittenTo_thenTheSenderIsTold() {
    var feed = new InputFeed(new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        throw new IOException("cut");
      }
    });
    feed.start("feed");

    await().untilAsserted(() -> assertThatThrownBy(() -> feed.write('x'))
        .isInstanceOf(IOException.class)
        .hasRootCauseMessage("cut"));
  }
}
