package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.tools;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ToolRulesTest {

  private final FakeServer fake = new FakeServer().tools("echo", "delete");
  private final SimpleGate gate = new SimpleGate();
  private final GatewayBench bench = new GatewayBench(gate);

  /** Denies tools of one name. */
  private static final class SimpleGate implements ToolGate {

    volatile String denied = "delete";
    volatile boolean broken;

    @Override
    public Optional<Denial> denial(CallContext context, String client, Server server, String tool) {
      if (broken) {
        throw new IllegalStateException("no rules");
      }
      return tool.equals(denied)
          ? Optional.of(new Denial(ErrorCode.ACCESS_DENIED, "not for " + client))
          : Optional.empty();
    }

    @Override
    public Predicate<Target> listed(CallContext context, String client) {
      String hidden = denied;
      return hidden.isEmpty() ? AccessPolicy.ALL : target -> !target.name().equals(hidden);
    }
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenADeniedTool_whenCalledInEitherView_thenItIsRefusedToldAndNotListed() throws Exception {
    bench.start("s", fake);
    McpSession all = bench.client(Scope.all());
    McpSession one = bench.client(Scope.server("s"));

    assertThat(tools(all)).containsExactly("s__echo");
    assertThat(tools(one)).containsExactly("echo");
    for (JsonNode answer :
        new JsonNode[] {ask(all, call("1", "s__delete")), ask(one, call("1", "delete"))}) {
      assertThat(answer.at("/error/code").asInt()).isEqualTo(403);
      assertThat(answer.at("/error/message").asText()).isEqualTo("not for tester");
    }
    assertThat(ask(all, call("2", "s__echo")).has("result")).isTrue();
    assertThat(fake.received("tools/call")).hasSize(1);
    assertThat(bench.events)
        .filteredOn(EventData.AccessDenied.class::isInstance)
        .hasSize(1);
  }

  @Test
  void givenOtherRules_whenTheyChange_thenClientsHearThatToolsHaveChanged() throws Exception {
    bench.start("s", fake);
    McpSession all = bench.client(Scope.all());
    var inbox = new GatewayBench.Inbox();
    all.attach(inbox);
    bench.clock.advance(Duration.ofSeconds(1));
    assertThat(tools(all)).containsExactly("s__echo");

    gate.denied = "";
    bench.gateway.rulesChanged("default");
    bench.clock.advance(Duration.ofSeconds(1));

    assertThat(inbox.methods()).contains("notifications/tools/list_changed");
    assertThat(tools(all)).containsExactly("s__echo", "s__delete");
  }

  @Test
  void givenRulesThatCanNotBeRead_whenCalled_thenItIsDenied() throws Exception {
    bench.start("s", fake);
    McpSession all = bench.client(Scope.all());
    gate.broken = true;

    assertThat(ask(all, call("1", "s__echo")).at("/error/code").asInt()).isEqualTo(403);
    assertThat(fake.received("tools/call")).isEmpty();
  }
}
