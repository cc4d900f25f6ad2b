package io.mcpmanager.core.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Badly behaved children, and what tests ask of them. */
final class Nursery implements AutoCloseable {

  static final Duration LONG = Duration.ofSeconds(20);
  static final String MANAGER = "manager1";

  /** Reads its input to the end and then ends. */
  static final String OBEDIENT = "1 while <STDIN>; exit 0;";

  /** Forks twice, out of its parent's hands, its group and its session. */
  static final String ESCAPE = "use POSIX; sub escape { my ($do) = @_; my $child = fork;"
      + " if (!$child) { POSIX::setsid(); exit 0 if fork;"
      + " $SIG{TERM} = $SIG{INT} = $SIG{HUP} = 'IGNORE'; $do->(); sleep 1000 while 1; }"
      + " waitpid $child, 0; } $| = 1; ";

  private final SystemClock clock = new SystemClock();
  private final ProcessRuntime runtime = new ProcessRuntime(
      System.getenv(),
      endpoint -> {
        throw new AssertionError("no child here serves HTTP");
      },
      clock,
      10 << 20);
  private final ProcessTable table = ProcessTable.ofThisMachine();

  ProcessRuntime runtime() {
    return runtime;
  }

  /** A perl program. */
  Child perl(String program) throws InterruptedException {
    return launch("perl", "-e", program);
  }

  Child launch(String command, String... arguments) throws InterruptedException {
    var lines = new Lines();
    var mark = new LaunchMark(MANAGER, UUID.randomUUID().toString());
    var spec = new LaunchSpec(
        ServerId.of("s1"), "child", 1, mark, ProcessLaunch.of(command, arguments), LONG, 65_536);
    Instance instance = runtime.launch(spec, lines);
    instance.channel().open(lines);
    return new Child(mark.token(), instance, lines);
  }

  /** Processes that carry the token, apart from zombies. */
  long marked(String token) {
    return table.list().entries().stream()
        .filter(entry -> !entry.zombie())
        .filter(entry -> table
            .markOf(entry)
            .mark()
            .filter(mark -> mark.launch().token().equals(token))
            .isPresent())
        .count();
  }

  boolean isAlive(long pid) {
    return table.find(pid).filter(entry -> !entry.zombie()).isPresent();
  }

  /** Children of this process that nobody has taken note of. */
  long zombies() {
    long self = ProcessHandle.current().pid();
    return table.list().entries().stream()
        .filter(entry -> entry.zombie() && entry.parent() == self)
        .count();
  }

  @Override
  public void close() {
    runtime.close();
    clock.close();
  }

  /** A child and what it wrote. */
  record Child(String token, Instance instance, Lines lines) {

    /** Waits for lines of the form {@code pid NUMBER} on its error output. */
    List<Long> pids(int count) {
      await().atMost(LONG).until(() -> announced().size() >= count);
      return announced();
    }

    private List<Long> announced() {
      return lines.texts.stream()
          .filter(line -> line.startsWith("pid "))
          .map(line -> Long.parseLong(line.substring("pid ".length())))
          .toList();
    }
  }

  /** Keeps lines, drops messages. */
  static final class Lines implements InstanceListener, MessageChannel.Receiver {

    final List<String> texts = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();

    @Override
    public void onLine(LogStream stream, String line) {
      texts.add(line);
    }

    @Override
    public void onMessage(byte[] message) {
      texts.add(new String(message, UTF_8));
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {}

    @Override
    public void onClosed(String reason) {
      closed.add(reason);
    }
  }
}
