package io.mcpmanager.examples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Servers that are taken out of service and back, so many a second, until closed. */
final class Changes implements AutoCloseable {

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Random random = new Random(7);
  private final boolean[] outOfService;
  private final HttpConnection connection;
  private final Future<?> changing;

  private Changes(int port, int servers, int perSecond) throws IOException {
    outOfService = new boolean[servers];
    connection = new HttpConnection(port);
    changing = clock.scheduleAtFixedRate(
        this::change, 0, TimeUnit.SECONDS.toMicros(1) / perSecond, TimeUnit.MICROSECONDS);
  }

  /** Begins with them, of that many servers named as {@link #name} does. */
  static Changes begin(int port, int servers, int perSecond) throws IOException {
    return new Changes(port, servers, perSecond);
  }

  static String name(int server) {
    return "server-" + String.format(Locale.ROOT, "%04d", server);
  }

  static String path(int server) {
    return "/api/v1/servers/" + name(server) + "/maintenance";
  }

  private void change() {
    int server = random.nextInt(outOfService.length);
    try {
      HttpMessage answer = connection.exchange(
          outOfService[server] ? "DELETE" : "POST", path(server), "", new byte[0]);
      if (!answer.startLine().contains(" 200")) {
        throw new IOException(answer.startLine());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    outOfService[server] = !outOfService[server];
  }

  @Override
  public void close() throws Exception {
    boolean failed = changing.isDone();
    clock.close();
    connection.close();
    if (failed) {
      throw new IllegalStateException("the changes ended early");
    }
  }
}
