package io.mcpmanager.docker.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the machine's resolver, on a few threads of its own: a virtual thread in the resolver's native code would hold a
 * carrier for as long as a name server keeps silent.
 */
public final class SystemNames implements EgressRules.Names, AutoCloseable {

  private static final int THREADS = 8;
  private static final int MOST_WAITING = 256;
  private static final Duration TIMEOUT = Duration.ofSeconds(8);

  private final ThreadPoolExecutor threads;

  public SystemNames() {
    threads = new ThreadPoolExecutor(
        THREADS,
        THREADS,
        30,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(MOST_WAITING),
        Thread.ofPlatform().daemon().name("egress-names-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public List<InetAddress> addresses(String host) throws IOException, InterruptedException {
    Future<InetAddress[]> answer;
    try {
      // the dot keeps the resolver from trying the machine's own domains
      answer = threads.submit(() -> InetAddress.getAllByName(host + "."));
    } catch (RejectedExecutionException e) {
      throw new IOException("too many names are being looked up", e);
    }
    try {
      return List.of(answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnknownHostException
          ? new IOException("the name is not known", e)
          : new IOException("the lookup failed", e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("the name servers do not answer", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
