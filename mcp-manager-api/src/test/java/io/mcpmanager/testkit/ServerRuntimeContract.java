package io.mcpmanager.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.spi.ServerRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ServerRuntime} with its {@link Instance}s and their {@link MessageChannel}s must do. An adapter's
 * test extends it and says what can be launched. Nothing may be left behind.
 */
@LeakFree
public abstract class ServerRuntimeContract {

  /** Name of the server whose launch is {@link #answering}. */
  protected static final String ANSWERING = "answering";

  /** Name of the server whose launch is {@link #endingByItself}. */
  protected static final String ENDING = "ending";

  /** Name of the server whose launch is {@link #impossible}. */
  protected static final String IMPOSSIBLE = "impossible";

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(20);

  private ServerRuntime runtime;

  /** For adapters' tests. */
  protected ServerRuntimeContract() {}

  /** A runtime for one test, which closes it. */
  protected abstract ServerRuntime open() throws Exception;

  /**
   * A server that lives until it is stopped and answers every request, whose numeric id stands in {@code "id":1},
   * with an empty result.
   */
  protected abstract Launch answering() throws Exception;

  /** A server that ends by itself as soon as it is there; empty if there is no such thing here. */
  protected abstract Optional<Launch> endingByItself() throws Exception;

  /** A launch of the right kind that fails; empty if there is no such thing here. */
  protected abstract Optional<Launch> impossible() throws Exception;

  /** A launch that is another runtime's business; empty if this one takes all. */
  protected abstract Optional<Launch> foreign() throws Exception;

  @BeforeEach
  final void openRuntime() throws Exception {
    runtime = open();
  }

  @AfterEach
  final void closeRuntime() {
    runtime.close();
  }

  // the runtime

  @Test
  void givenLaunches_whenAskedForSupport_thenOnlyThoseOfItsKindAre() throws Exception {
    assertThat(runtime.supports(answering())).isTrue();
    foreign().ifPresent(launch -> assertThat(runtime.supports(launch)).isFalse());
  }

  @Test
  void givenALaunchThatWorks_whenChecked_thenNothingIsWrongAndNothingHappens() throws Exception {
    List<Problem> first = runtime.check(answering());

    assertThat(first).isEmpty();
    assertThat(runtime.check(answering())).isEqualTo(first);
  }

  @Test
  void givenAnImpossibleLaunch_whenLaunched_thenItSaysSo() throws Exception {
    Launch launch = present(impossible());

    assertThatThrownBy(() -> runtime.launch(spec(IMPOSSIBLE, 1, launch), InstanceListener.NONE))
        .isInstanceOf(LaunchException.class);
  }

  @Test
  void givenInstances_whenTheRuntimeCloses_thenAllEndAndClosingAgainDoesNothing() throws Exception {
    Instance one = launch(1);
    Instance two = launch(2);

    runtime.close();
    runtime.close();

    assertThat(exitOf(one)).isNotNull();
    assertThat(exitOf(two)).isNotNull();
    assertThat(List.of(one, two)).noneMatch(Instance::isAlive);
  }

  // an instance

  @Test
  void givenALaunch_whenItReturns_thenTheInstanceIsThere() throws Exception {
    Instance instance = launch(1);

    assertThat(instance.isAlive()).isTrue();
    assertThat(instance.exit()).isNotDone();
  }

  @Test
  void givenAnInstance_whenStopped_thenItHasEndedAsAskedAndStoppingAgainDoesNothing()
      throws Exception {
    Instance instance = launch(1);

    instance.stop(GRACE);

    assertThat(instance.isAlive()).isFalse();
    assertThat(exitOf(instance).requested()).isTrue();
    ExitStatus first = exitOf(instance);
    instance.stop(GRACE);
    assertThat(exitOf(instance)).isEqualTo(first);
  }

  @Test
  void givenAnInstance_whenStoppedByManyAtOnce_thenAllWaitForTheSameEnd() throws Exception {
    Instance instance = launch(1);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<ExitStatus> stop = () -> {
        instance.stop(GRACE);
        return instance.exit().getNow(null);
      };
      List<ExitStatus> ends = new ArrayList<>();
      for (Future<ExitStatus> end :
          IntStream.range(0, 8).mapToObj(i -> threads.submit(stop)).toList()) {
        ends.add(end.get(LONG.toSeconds(), TimeUnit.SECONDS));
      }
      assertThat(ends).doesNotContainNull().containsOnly(ends.getFirst());
    }
  }

  @Test
  void givenAnInstanceThatEndsByItself_whenItHasEnded_thenNobodyAskedForIt() throws Exception {
    Launch launch = present(endingByItself());
    var receiver = new Recorder();

    Instance instance = runtime.launch(spec(ENDING, 1, launch), InstanceListener.NONE);
    instance.channel().open(receiver);

    assertThat(exitOf(instance).requested()).isFalse();
    assertThat(exitOf(instance).description()).isNotBlank();
    await().atMost(LONG).until(() -> receiver.closed.size() == 1);
    instance.stop(GRACE);
  }

  @Test
  void givenTheFutureOfAnExit_whenACallerCompletesIt_thenOthersDoNotTakeItForTheEnd()
      throws Exception {
    Instance instance = launch(1);

    instance.exit().complete(new ExitStatus(0, "a caller's mistake", false));

    assertThat(instance.exit()).isNotDone();
    assertThat(instance.isAlive()).isTrue();
  }

  @Test
  void givenTwoInstances_whenOneIsStopped_thenTheOtherStillAnswers() throws Exception {
    Instance one = launch(1);
    Instance two = launch(2);
    var receiver = new Recorder();
    two.channel().open(receiver);

    one.stop(GRACE);

    ask(two, 7);
    await().atMost(LONG).until(() -> receiver.answered(7));
  }

  // its channel

  @Test
  void givenRequests_whenSent_thenEachIsAnsweredWhole() throws Exception {
    Instance instance = launch(1);
    var receiver = new Recorder();
    instance.channel().open(receiver);

    for (int id = 1; id <= 20; id++) {
      ask(instance, id);
    }

    await().atMost(LONG).until(() -> receiver.messages.size() == 20);
    assertThat(IntStream.rangeClosed(1, 20)).allMatch(receiver::answered);
    assertThat(receiver.closed).isEmpty();
  }

  @Test
  void givenManySenders_whenTheySendAtOnce_thenNoMessageIsMixedUpWithAnother() throws Exception {
    Instance instance = launch(1);
    var receiver = new Recorder();
    instance.channel().open(receiver);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int id = 1; id <= 50; id++) {
        int number = id;
        var ignored = threads.submit(() -> {
          ask(instance, number);
          return number;
        });
      }
    }

    await().atMost(LONG).until(() -> receiver.messages.size() == 50);
    assertThat(IntStream.rangeClosed(1, 50)).allMatch(receiver::answered);
  }

  @Test
  void givenAnOpenChannel_whenTheInstanceEnds_thenTheReceiverIsToldOnce() throws Exception {
    Instance instance = launch(1);
    var receiver = new Recorder();
    instance.channel().open(receiver);

    instance.stop(GRACE);
    instance.channel().close();
    instance.channel().close();

    await().atMost(LONG).until(() -> !receiver.closed.isEmpty());
    assertThat(receiver.closed).singleElement().satisfies(why -> assertThat(why).isNotBlank());
  }

  @Test
  void givenAnEndedInstance_whenAMessageIsSent_thenItIsRefused() throws Exception {
    Instance instance = launch(1);
    instance.channel().open(new Recorder());
    instance.stop(GRACE);

    assertThatThrownBy(() -> ask(instance, 1)).isInstanceOf(ChannelException.class);
  }

  private Instance launch(long generation) throws Exception {
    return runtime.launch(
        spec(ANSWERING + (generation == 1 ? "" : generation), generation, answering()),
        InstanceListener.NONE);
  }

  private static LaunchSpec spec(String server, long generation, Launch launch) {
    return new LaunchSpec(
        ServerId.of(server),
        server,
        generation,
        new LaunchMark("contract", server + "-" + System.nanoTime()),
        launch,
        LONG,
        64 * 1024);
  }

  private static void ask(Instance instance, int id) throws InterruptedException {
    String request = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}";
    instance
        .channel()
        .send(new OutboundMessage(request.getBytes(StandardCharsets.UTF_8), "ping", true), LONG);
  }

  private static ExitStatus exitOf(Instance instance) throws Exception {
    return instance.exit().get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private static Launch present(Optional<Launch> launch) {
    Assumptions.assumeTrue(launch.isPresent(), "this runtime has no such launch");
    return launch.orElseThrow();
  }

  private static final class Recorder implements MessageChannel.Receiver {

    final List<String> messages = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();

    /** Whether there is exactly one whole answer to the request with this id. */
    boolean answered(int id) {
      return messages.stream()
              .filter(message -> message.replace(" ", "").contains("\"id\":" + id + ","))
              .filter(message -> message.startsWith("{") && message.endsWith("}"))
              .count()
          == 1;
    }

    @Override
    public void onMessage(byte[] message) {
      messages.add(new String(message, StandardCharsets.UTF_8).strip());
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      messages.add("oversized");
    }

    @Override
    public void onClosed(String reason) {
      closed.add(reason);
    }
  }
}
