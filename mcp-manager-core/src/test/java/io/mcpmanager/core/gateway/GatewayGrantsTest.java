package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.testkit.LeakFree;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What grants let clients ask servers for. */
@LeakFree
final class GatewayGrantsTest {

  private static final Principal BOB = new Principal("user:bob", Principal.Kind.USER);

  private final GatewayBench bench = new GatewayBench();

  @BeforeEach
  void start() {
    bench.start("github", new FakeServer().tools("create_issue", "create_pull", "delete_repo"));
    bench.start("files", new FakeServer().tools("read", "write"));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenGrantOfSomeTools_whenListed_thenOnlyTheseAreThere() throws Exception {
    CallContext bob = bob("tools:execute:github/create_*", "tools:execute:files/read");

    try (GatewayClient all = bench.gateway.connect(bob, Scope.all(), "bob's");
        GatewayClient one = bench.gateway.connect(bob, Scope.server("github"), "bob's")) {
      assertThat(all.tools())
          .extracting(Tool::name)
          .containsExactly("files__read", "github__create_issue", "github__create_pull");
      assertThat(one.tools()).extracting(Tool::name).containsExactly("create_issue", "create_pull");
    }
  }

  @Test
  void givenGrantOfSomeTools_whenAnotherIsCalled_thenItIsDeniedAndTheScopeNamed() throws Exception {
    McpSession session = client(bob("tools:execute:github/create_*"), Scope.all());

    JsonNode allowed = GatewayBench.ask(session, call("1", "github__create_issue"));
    JsonNode denied = GatewayBench.ask(session, call("2", "github__delete_repo"));
    JsonNode elsewhere = GatewayBench.ask(session, call("3", "files__read"));

    assertThat(allowed.has("result")).isTrue();
    assertThat(denied.at("/error/data/code").asText()).isEqualTo("ACCESS_DENIED");
    assertThat(denied.at("/error/message").asText()).contains("tools:execute:github/delete_repo");
    assertThat(elsewhere.at("/error/data/code").asText()).isEqualTo("ACCESS_DENIED");
  }

  @Test
  void givenSession_whenGrantsAreTakenAway_thenItDoesNotKeepThem() throws Exception {
    CallContext before = bob("tools:execute");
    McpSession session = client(before, Scope.all());
    assertThat(ask(session, before, call("1", "files__write")).has("result")).isTrue();

    CallContext after = bob("tools:execute:files/read");

    assertThat(ask(session, after, call("2", "files__write"))
            .at("/error/data/code")
            .asText())
        .isEqualTo("ACCESS_DENIED");
    assertThat(ask(session, after, call("3", "files__read")).has("result")).isTrue();
    assertThat(ask(session, after, request("4", "tools/list", "{}")).at("/result/tools"))
        .hasSize(1);
  }

  @Test
  void givenSession_whenSomebodyElseUsesIt_thenItIsNotThere() throws Exception {
    McpSession session = client(bob("tools:execute"), Scope.all());
    var eve = new CallContext(
        new Principal("user:eve", Principal.Kind.USER), "default", "e", Grants.ALL, "");
    var elsewhere = new CallContext(BOB, "other", "e", Grants.ALL, "");

    for (CallContext other : new CallContext[] {eve, elsewhere}) {
      assertThat(bench.gateway.session(other, session.id())).isEmpty();
      assertThat(catchThrowableOfType(
                  McpManagerException.class, () -> ask(session, other, call("1", "files__read")))
              .code())
          .isEqualTo(ErrorCode.SESSION_NOT_FOUND);
    }
  }

  @Test
  void givenNoGrantOnAServer_whenItsScopeIsEntered_thenItDoesNotMatterWhetherItExists() {
    CallContext bob = bob("tools:execute:github");

    for (String name : new String[] {"files", "unknown"}) {
      assertThatExceptionOfType(AccessDeniedException.class)
          .isThrownBy(() -> bench.gateway.open(bob, Scope.server(name)))
          .satisfies(e -> assertThat(e.scope()).isEqualTo("tools:execute:" + name));
    }
  }

  @Test
  void givenGrantOfOneTool_whenTheServerIsAskedForAnythingElse_thenItIsDenied() throws Exception {
    McpSession session = client(bob("tools:execute:files/read"), Scope.server("files"));

    JsonNode method = GatewayBench.ask(session, request("1", "vendor/reset", "{}"));
    JsonNode resource =
        GatewayBench.ask(session, request("2", "resources/read", "{\"uri\":\"file:///a\"}"));

    assertThat(method.at("/error/message").asText()).contains("tools:execute:files");
    assertThat(resource.at("/error/message").asText()).contains("tools:execute:files/file:///a");
  }

  @Test
  void givenGrantOfSomeResources_whenRead_thenOthersAreDenied() throws Exception {
    bench.start("docs", new FakeServer().resources("file:///handbook/a", "file:///salaries"));
    CallContext bob = bob("tools:execute:docs/file:///handbook/*");

    try (GatewayClient client = bench.gateway.connect(bob, Scope.all(), "bob's")) {
      assertThat(client.resources())
          .extracting(resource -> resource.uri())
          .containsExactly("file:///handbook/a");
    }
    McpSession session = client(bob, Scope.all());
    JsonNode denied =
        GatewayBench.ask(session, request("1", "resources/read", "{\"uri\":\"file:///salaries\"}"));
    assertThat(denied.at("/error/data/code").asText()).isEqualTo("ACCESS_DENIED");
  }

  @Test
  void givenSelfContainedRequests_whenServed_thenGrantsCountAsWell() throws Exception {
    CallContext bob = bob("tools:execute:files/read");
    var client = new SelfContainedClient(bench.gateway, bob, Scope.all());

    assertThat(client.ask("tools/list", "{}").result().path("tools")).hasSize(1);
    assertThat(client
            .ask("tools/call", "{\"name\":\"files__write\",\"arguments\":{}}")
            .message()
            .at("/error/data/code")
            .asText())
        .isEqualTo("ACCESS_DENIED");
  }

  @Test
  void givenGrantOnOneServer_whenGreeted_thenOthersAreNotSpokenOf() throws Exception {
    bench.start("secret", new FakeServer().tools("x").instructions("how to use secret"));
    bench.start("open", new FakeServer().tools("y").instructions("how to use open"));

    McpSession session = bench.gateway.open(bob("tools:execute:open/y"), Scope.all());
    JsonNode greeting = GatewayBench.ask(session, GatewayBench.initialize("2025-11-25"));

    assertThat(greeting.at("/result/instructions").asText())
        .contains("how to use open")
        .doesNotContain("secret");
  }

  private McpSession client(CallContext context, Scope scope) throws InterruptedException {
    McpSession session = bench.gateway.open(context, scope);
    assertThat(GatewayBench.ask(session, GatewayBench.initialize("2025-11-25")).has("result"))
        .isTrue();
    return session;
  }

  private static JsonNode ask(McpSession session, CallContext context, String message)
      throws InterruptedException {
    return FakeServer.parse(new String(
        session.handle(context, message.getBytes(UTF_8), MessageSink.NONE).orElseThrow(), UTF_8));
  }

  private static CallContext bob(String... scopes) {
    return new CallContext(BOB, "default", "b")
        .withGrants(Grants.of(Arrays.stream(scopes)
            .map(scope -> Permission.parse(scope).orElseThrow())
            .toList()));
  }
}
