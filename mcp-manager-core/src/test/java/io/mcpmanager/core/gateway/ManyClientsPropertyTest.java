package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class ManyClientsPropertyTest {

  private static final int CLIENTS = 8;
  private static final int CALLS = 25;

  /** All clients use the same ids and tokens; servers answer late, in any order, from another thread. */
  @Property(tries = 20)
  void givenManyClients_whenAnswersComeInAnyOrder_thenNobodyGetsAnothersMessage(@ForAll long seed)
      throws Exception {
    try (var bench = new GatewayBench();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var fakes = List.of(new FakeServer().tools("echo"), new FakeServer().tools("echo"));
      var waiting = new ConcurrentLinkedQueue<Runnable>();
      for (FakeServer fake : fakes) {
        fake.handleRaw("tools/call", request -> {
          waiting.add(() -> {
            JsonNode params = request.path("params");
            String secret = params.path("arguments").path("secret").toString();
            fake.notify(
                "notifications/progress",
                "{\"progressToken\":" + params.path("_meta").path("progressToken")
                    + ",\"progress\":1,\"message\":" + secret + "}");
            fake.answer(request, "{\"secret\":" + secret + "}");
          });
          return Optional.empty();
        });
      }
      bench.start("s0", fakes.get(0));
      bench.start("s1", fakes.get(1));
      var done = new AtomicBoolean();
      var shuffler = executor.submit(() -> answerInAnyOrder(waiting, new Random(seed), done));

      var tasks = new ArrayList<Callable<Void>>();
      for (int c = 0; c < CLIENTS; c++) {
        McpSession client = bench.client(Scope.all());
        for (int i = 0; i < CALLS; i++) {
          String secret = "c" + c + "-" + i;
          int id = i;
          tasks.add(() -> callAndCheck(client, id, secret));
        }
      }
      for (var future : executor.invokeAll(tasks)) {
        future.get();
      }
      done.set(true);
      shuffler.get();
    }
  }

  private static Void callAndCheck(McpSession client, int id, String secret) throws Exception {
    var related = new GatewayBench.Inbox();
    String call = GatewayBench.request(
        Integer.toString(id),
        "tools/call",
        "{\"name\":\"s" + id % 2 + "__echo\",\"arguments\":{\"secret\":\"" + secret
            + "\"},\"_meta\":{\"progressToken\":\"t" + id + "\"}}");
    byte[] answer = client.handle(call.getBytes(UTF_8), related).orElseThrow();
    JsonNode read = FakeServer.parse(new String(answer, UTF_8));

    assertThat(read.path("id").asInt(-1)).isEqualTo(id);
    assertThat(read.path("result").path("secret").asText()).isEqualTo(secret);
    assertThat(related.messages()).singleElement().satisfies(progress -> {
      assertThat(progress.path("params").path("message").asText()).isEqualTo(secret);
      assertThat(progress.path("params").path("progressToken").asText()).isEqualTo("t" + id);
    });
    return null;
  }

  private static void answerInAnyOrder(
      ConcurrentLinkedQueue<Runnable> waiting, Random random, AtomicBoolean done) {
    var held = new ArrayList<Runnable>();
    while (!done.get()) {
      Runnable next = waiting.poll();
      if (next != null) {
        held.add(next);
      }
      if (!held.isEmpty() && (next == null || random.nextInt(4) == 0)) {
        held.remove(random.nextInt(held.size())).run();
      }
      Thread.onSpinWait();
    }
  }
}
