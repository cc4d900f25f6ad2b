package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ADA;
import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallRecord.Outcome;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class CallLogTest {

  private final GatewayBench bench = new GatewayBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenCallsThatEndInEveryWay_whenListed_thenEachSaysHowItWentNewestFirst() throws Exception {
    var fake = new FakeServer().tools("echo");
    fake.handle("vendor/thing", params -> "{}");
    Server server = bench.start("alpha", fake);
    McpSession client = bench.client(Scope.server("alpha"));

    ask(client, call("1", "echo"));
    fake.handle("tools/call", params -> "{\"content\":[],\"isError\":true}");
    ask(client, call("2", "echo"));
    ask(client, request("3", "vendor/none", "{}"));
    bench.stop(server);
    ask(client, call("4", "echo"));

    List<CallRecord> calls = bench.gateway.calls().latest(ADA, null, 10);
    assertThat(calls)
        .extracting(CallRecord::outcome)
        .containsExactly(Outcome.FAILED, Outcome.REFUSED, Outcome.TOOL_FAILED, Outcome.SUCCEEDED);
    assertThat(calls.getFirst().failure().orElseThrow()).contains("'alpha' is not running");
    assertThat(calls.getLast())
        .returns("alpha", CallRecord::server)
        .returns(server.id(), CallRecord::serverId)
        .returns("tools/call", CallRecord::method)
        .returns("echo", CallRecord::target)
        .returns(Optional.empty(), CallRecord::failure)
        .returns(bench.clock.now(), CallRecord::at)
        .returns(Duration.ZERO, CallRecord::took)
        .matches(call -> call.requestBytes() > 50 && call.responseBytes() > 30);
  }

  @Test
  void givenMoreCallsThanAreKept_whenListed_thenTheLatestAreThere() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    Server other = bench.start("beta", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());
    ask(client, call("\"first\"", "beta__echo"));
    for (int i = 0; i < CallLog.KEPT - 1; i++) {
      ask(client, call(String.valueOf(i), "alpha__echo"));
    }

    assertThat(bench.gateway.calls().latest(ADA, null, 5_000)).hasSize(CallLog.KEPT);
    assertThat(bench.gateway.calls().latest(ADA, other.id(), 5)).hasSize(1);
    ask(client, call("7777", "alpha__echo"));
    assertThat(bench.gateway.calls().latest(ADA, other.id(), 5)).isEmpty();
    assertThat(bench.gateway.calls().latest(ADA, null, 3)).hasSize(3);
    assertThatThrownBy(() -> bench.gateway.calls().latest(ADA, null, 0))
        .hasMessage("limit must be at least 1, not 0");
  }

  @Test
  void givenAnotherTenant_whenItLooks_thenItSeesNothing() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    var stranger = new CallContext(Principal.SYSTEM, "other", "test");
    var heard = new ArrayList<CallRecord>();
    var heardByStranger = new ArrayList<CallRecord>();

    try (var own = bench.gateway.calls().onCall(ADA, heard::add);
        var foreign = bench.gateway.calls().onCall(stranger, heardByStranger::add);
        var failing = bench.gateway.calls().onCall(ADA, call -> {
          throw new IllegalStateException("as a careless host might");
        })) {
      ask(bench.client(Scope.all()), call("1", "alpha__echo"));
    }
    ask(bench.client(Scope.all()), call("2", "alpha__echo"));

    assertThat(heard).hasSize(1);
    assertThat(heardByStranger).isEmpty();
    assertThat(bench.gateway.calls().latest(stranger, null, 10)).isEmpty();
  }
}
