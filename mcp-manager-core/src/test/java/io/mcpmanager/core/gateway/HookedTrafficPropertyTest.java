package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.GatewayMessage;
import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.GatewayMessage.Kind;
import io.mcpmanager.spi.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class HookedTrafficPropertyTest {

  private static final int CLIENTS = 6;
  private static final int CALLS = 12;

  /** What the second of two interceptors does to one call. */
  private enum Fate {
    PASSES,
    REQUEST_REJECTED,
    REQUEST_FAILS,
    PROGRESS_KEPT,
    ANSWER_REJECTED;

    static Fate of(String call) {
      return values()[Math.floorMod(call.hashCode(), values().length)];
    }
  }

  /** Writes down, by call, what it is shown. */
  private record Witness(String name, boolean decides, Map<String, List<String>> seen)
      implements GatewayInterceptor {

    @Override
    public Verdict intercept(GatewayMessage message) {
      String call = call(message);
      seen.computeIfAbsent(call, c -> Collections.synchronizedList(new ArrayList<>()))
          .add(name + " " + message.direction() + " " + message.kind());
      return decides ? decide(message, Fate.of(call)) : Verdict.pass();
    }

    private static String call(GatewayMessage message) {
      return message
          .text("arguments", "secret")
          .or(() -> message.text("secret"))
          .or(() -> message.text("message"))
          .orElse("?");
    }

    private static Verdict decide(GatewayMessage message, Fate fate) {
      boolean request = message.direction() == Direction.TO_SERVER;
      boolean answer = message.kind() == Kind.ANSWER;
      boolean progress = message.kind() == Kind.NOTIFICATION;
      return switch (fate) {
        case PASSES -> Verdict.pass();
        case REQUEST_REJECTED -> rejectIf(request);
        case REQUEST_FAILS -> {
          if (request) {
            throw new IllegalStateException("on purpose");
          }
          yield Verdict.pass();
        }
        case PROGRESS_KEPT -> rejectIf(progress);
        case ANSWER_REJECTED -> rejectIf(answer);
      };
    }

    private static Verdict rejectIf(boolean condition) {
      return condition ? Verdict.reject(ErrorCode.ACCESS_DENIED, "rejected") : Verdict.pass();
    }
  }

  /** All clients use the same ids and tokens; servers answer late, in any order, from another thread. */
  @Property(tries = 15)
  void givenRandomTraffic_whenInterceptorsLook_thenEachSeesEachMessageOnceAndNobodyAnothers(
      @ForAll long seed) throws Exception {
    var seen = new ConcurrentHashMap<String, List<String>>();
    try (var bench = new GatewayBench(
            AccessPolicy.ALLOW_ALL,
            new Witness("one", false, seen),
            new Witness("two", true, seen));
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new ConcurrentLinkedQueue<Runnable>();
      var reached = ConcurrentHashMap.<String>newKeySet();
      bench.start("s0", server(waiting, reached));
      bench.start("s1", server(waiting, reached));
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

      assertThat(seen).hasSize(CLIENTS * CALLS);
      seen.forEach((call, messages) -> {
        assertThat(messages).as("%s, %s", call, Fate.of(call)).isEqualTo(expected(Fate.of(call)));
        assertThat(reached.contains(call))
            .isEqualTo(
                Fate.of(call) != Fate.REQUEST_REJECTED && Fate.of(call) != Fate.REQUEST_FAILS);
      });
    }
  }

  private static List<String> expected(Fate fate) {
    var messages = new ArrayList<>(List.of("one TO_SERVER REQUEST", "two TO_SERVER REQUEST"));
    if (fate == Fate.REQUEST_REJECTED || fate == Fate.REQUEST_FAILS) {
      return messages;
    }
    for (Kind kind : List.of(Kind.NOTIFICATION, Kind.ANSWER)) {
      messages.add("two TO_CLIENT " + kind);
      boolean kept = (kind == Kind.NOTIFICATION && fate == Fate.PROGRESS_KEPT)
          || (kind == Kind.ANSWER && fate == Fate.ANSWER_REJECTED);
      if (!kept) {
        messages.add("one TO_CLIENT " + kind);
      }
    }
    return messages;
  }

  private static FakeServer server(ConcurrentLinkedQueue<Runnable> waiting, Set<String> reached) {
    var fake = new FakeServer().tools("echo");
    fake.handleRaw("tools/call", request -> {
      JsonNode params = request.path("params");
      String secret = params.path("arguments").path("secret").toString();
      reached.add(params.path("arguments").path("secret").asText());
      waiting.add(() -> {
        fake.notify(
            "notifications/progress",
            "{\"progressToken\":" + params.path("_meta").path("progressToken")
                + ",\"progress\":1,\"message\":" + secret + "}");
        fake.answer(request, "{\"secret\":" + secret + "}");
      });
      return Optional.empty();
    });
    return fake;
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
    Fate fate = Fate.of(secret);
    switch (fate) {
      case PASSES, PROGRESS_KEPT ->
        assertThat(read.path("result").path("secret").asText()).isEqualTo(secret);
      case REQUEST_REJECTED, ANSWER_REJECTED ->
        assertThat(read.path("error").path("code").asInt()).isEqualTo(403);
      case REQUEST_FAILS -> assertThat(read.path("error").path("code").asInt()).isEqualTo(-32603);
    }
    boolean hears = fate == Fate.PASSES || fate == Fate.ANSWER_REJECTED;
    assertThat(related.messages())
        .extracting(m ->
            m.at("/params/message").asText() + m.at("/params/progressToken").asText())
        .isEqualTo(hears ? List.of(secret + "t" + id) : List.of());
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
