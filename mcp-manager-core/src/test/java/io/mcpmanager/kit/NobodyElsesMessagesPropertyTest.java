package io.mcpmanager.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.testkit.ScriptedRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Clients of both eras call servers of both eras that ask back, all at once; what the servers do next happens in any
 * order. No message reaches a client, and no answer a server, that it does not belong to.
 */
final class NobodyElsesMessagesPropertyTest {

  private static final CallContext ME = CallContext.system("test");
  private static final String NAME = "talking";
  private static final int CLIENTS = 8;
  private static final int CALLS = 6;

  private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  @Property(tries = 10)
  void givenServersWithSessions_whenTheyTalkBackInAnyOrder_thenNobodyGetsAnothersMessage(
      @ForAll long seed) throws Exception {
    talk(seed, false);
  }

  @Property(tries = 10)
  void givenServersWithoutSessions_whenTheyAskInAnyOrder_thenNobodyGetsAnothersMessage(
      @ForAll long seed) throws Exception {
    talk(seed, true);
  }

  private void talk(long seed, boolean modernServers) throws Exception {
    var runtime = new ScriptedRuntime()
        .channels(channel -> new TalkingServer(channel, modernServers, steps, violations));
    var random = new Random(seed);
    var done = new AtomicBoolean();
    try (var manager = McpManager.builder().runtime(runtime).build().start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      start(manager);
      var shuffler = threads.submit(() -> doStepsInAnyOrder(new Random(seed), done));
      var clients = new ArrayList<Confidant>();
      for (int i = 0; i < CLIENTS; i++) {
        var scope = i % 3 == 0 ? Scope.server(NAME) : Scope.all();
        clients.add(new Confidant(manager, i, i % 2 == 0, i % 4 < 3, scope, violations, threads));
      }
      try {
        callAll(clients, random, threads);
      } finally {
        clients.forEach(Confidant::close);
        done.set(true);
        shuffler.get();
      }
      assertThat(violations).isEmpty();
      assertThat(clients.stream().mapToInt(Confidant::asked).sum()).isPositive();
    }
  }

  private static void callAll(List<Confidant> clients, Random random, ExecutorService threads)
      throws Exception {
    var calls = new ArrayList<Future<?>>();
    for (int id = 1; id <= CALLS; id++) {
      for (int i = 0; i < clients.size(); i++) {
        var client = clients.get(i);
        var tool = i % 3 == 0 ? "talk" : NAME + "__talk";
        int call = id;
        boolean leaves = random.nextInt(5) == 0;
        calls.add(threads.submit(() -> {
          if (leaves) {
            client.callAndLeave(tool, call);
          } else {
            client.call(tool, call);
          }
          return null;
        }));
      }
    }
    for (var call : calls) {
      call.get(30, TimeUnit.SECONDS);
    }
  }

  private static void start(McpManager manager) throws InterruptedException {
    var servers = manager.servers();
    // each call of a client without a session needs an instance of its own
    var gateway = GatewayOptions.DEFAULT.withIsolation(GatewayOptions.Isolation.AUTO, 200);
    var id = servers
        .create(
            ME,
            ServerDefinition.of(NAME, ProcessLaunch.of("server"))
                .withSettings(ServerSettings.DEFAULT.withGateway(gateway)))
        .id();
    var ignored = servers.execute(ME, id, new ServerCommand.Start());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> servers.findByName(ME, NAME).orElseThrow().state() == ServerState.RUNNING);
  }

  private void doStepsInAnyOrder(Random random, AtomicBoolean done) {
    var held = new ArrayList<Runnable>();
    while (!done.get()) {
      Runnable next = steps.poll();
      if (next != null) {
        held.add(next);
      }
      if (!held.isEmpty() && (next == null || random.nextInt(4) == 0)) {
        held.remove(random.nextInt(held.size())).run();
      }
      LockSupport.parkNanos(10_000);
    }
  }
}
