package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BriefLookTest {

  private final BriefLook look = new BriefLook(2);
  private final BriefLook.Luck luck = new BriefLook.Luck();
  private final ByteBuffer target = ByteBuffer.allocate(16);
  private SocketChannel ours;
  private SocketChannel theirs;

  @BeforeEach
  void connect() throws IOException {
    try (var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      ours = SocketChannel.open(server.getLocalAddress());
      theirs = server.accept();
    }
    look.begin();
  }

  @AfterEach
  void close() throws IOException {
    ours.close();
    theirs.close();
  }

  @Test
  void givenAnswerThatIsThere_whenLooked_thenItIsRead() throws Exception {
    send("here");

    assertThat(read(look)).isEqualTo(4);
    assertThat(ours.isBlocking()).isTrue();
  }

  @Test
  void givenNoAnswer_whenLooked_thenItEndsAndTheChannelBlocksAgain() throws Exception {
    assertThat(read(look)).isZero();
    assertThat(ours.isBlocking()).isTrue();
  }

  @Test
  void givenPeerThatClosed_whenLooked_thenItIsTheEnd() throws Exception {
    theirs.close();

    assertThat(read(look)).isEqualTo(-1);
  }

  @Test
  void givenOtherExchangeThatWaits_whenLooked_thenTheProcessorIsLeftToIt() throws Exception {
    send("here");
    look.begin();
    assertThat(read(look)).isZero();

    look.end();
    assertThat(read(look)).isEqualTo(4);
  }

  @Test
  void givenOneProcessor_whenLooked_thenItIsLeftToTheServer() throws Exception {
    var single = new BriefLook(1);
    single.begin();
    send("here");

    assertThat(read(single)).isZero();
  }

  @Test
  void givenPlatformThread_whenLooked_thenItWaitsAsItAlwaysDoes() throws Exception {
    send("here");

    assertThat(look.read(ours, target, luck)).isZero();
  }

  @Test
  void givenSlowServer_whenLookedInVain_thenLooksBecomeRareButNeverEnd() throws Exception {
    for (int vain = 0; vain < 4; vain++) {
      assertThat(read(look)).isZero();
    }
    send("here");

    int calls = 1;
    while (read(look) == 0) {
      calls++;
    }

    assertThat(calls).isEqualTo(64);
  }

  private void send(String text) throws IOException {
    theirs.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  private int read(BriefLook by) throws Exception {
    var read = new CompletableFuture<Integer>();
    Thread.ofVirtual().start(() -> {
      try {
        read.complete(by.read(ours, target, luck));
      } catch (IOException e) {
        read.completeExceptionally(e);
      }
    });
    return read.get(10, TimeUnit.SECONDS);
  }
}
