package io.mcpmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.secret.Credential;
import io.mcpmanager.api.secret.Secret;
import io.mcpmanager.api.secret.SecretUse;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.spi.SecretProvider;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private static final CallContext ME = CallContext.system("test");
  private static final String VALUE = "p@ss/w\"ord+ \\ünï 42";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final Store store = McpManager.inMemoryStore();
  private final McpManager manager =
      McpManager.builder().store(store).secretProvider(new Safe()).build().start();

  @AfterEach
  void close() {
    manager.close();
  }

  private static ProcessLaunch leaky(Map<String, String> environment, String... arguments) {
    var words = new java.util.ArrayList<>(List.of(
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        LeakyServer.class.getName()));
    words.addAll(List.of(arguments));
    return new ProcessLaunch(JAVA, words, environment, null, null);
  }

  private Server create(String name, ProcessLaunch launch) {
    ServerDefinition definition = ServerDefinition.of(name, launch);
    return manager
        .servers()
        .create(
            ME, definition.withSettings(definition.settings().withRestart(RestartPolicy.NEVER)));
  }

  private CommandResult start(Server server) throws InterruptedException {
    return manager.servers().execute(ME, server.id(), new ServerCommand.Start());
  }

  private void put(String name, String value) {
    Secret ignored = manager.secrets().put(ME, name, SecretValue.of(value), null);
  }

  private String called(CallContext context, String server) throws InterruptedException {
    try (GatewayClient client = manager.gateway().connect(context, Scope.server(server), "test")) {
      return client.call(ToolCall.of("hash", "{}")).text();
    }
  }

  private String failureOf(CommandResult result, Server server) {
    return result + " " + manager.servers().get(ME, server.id()).status();
  }

  private String log(Server server) {
    await().atMost(Duration.ofSeconds(20)).until(() -> lines(server).contains("INFO ready"));
    return lines(server);
  }

  private String lines(Server server) {
    return String.join(
        "\n",
        manager.logs().after(ME, server.id(), LogFilter.ALL, 0, 1000).stream()
            .map(LogLine::text)
            .toList());
  }

  @Test
  void givenASecret_whenAServerRefersToIt_thenTheServerHasItAndItsLogHasNot() throws Exception {
    put("TOKEN", VALUE);
    Server server = create("leaky", leaky(Map.of("TOKEN", "${secret:TOKEN}")));

    assertThat(start(server).success()).isTrue();

    assertThat(called(ME, "leaky")).isEqualTo("hash " + VALUE.hashCode());
    try (GatewayClient client = manager.gateway().connect(ME, Scope.server("leaky"), "test")) {
      assertThat(client.call("hash", "{\"tell\":1}").text()).isEqualTo("told ***");
    }
    assertThat(log(server).lines().toList())
        .contains(
            "plain ***",
            "base64 ***",
            "url https://example.org/?key=***",
            "json {\"token\":\"***\"}")
        .anyMatch(line -> line.startsWith("basic ") && line.contains("***"));
    assertThat(manager.servers().get(ME, server.id()).definition().launch())
        .isEqualTo(server.definition().launch());
    assertThat(manager.servers().exportJson(ME)).contains("${secret:TOKEN}");
  }

  @Test
  void givenASecret_whenStored_thenItIsSealed() {
    put("TOKEN", VALUE);

    Document stored = store.documents().find("secret", "default", "TOKEN").orElseThrow();

    assertThat(stored.json()).contains("sealed").doesNotContain("p@ss");
    assertThat(SecretValue.of(VALUE)).hasToString("***");
  }

  @Test
  void givenAServerThatFails_whenItsFailureIsTold_thenTheSecretIsNot() throws Exception {
    put("TOKEN", VALUE);
    Server server = create(
        "leaky", leaky(Map.of("TOKEN", "${secret:TOKEN}", "FAIL", "1"), "--key=${secret:TOKEN}"));

    String failure = failureOf(start(server), server);

    assertThat(failure).contains("plain ***", "argument --key=***").doesNotContain("ord+");
    List<Event> events = manager.events().after(ME, EventFilter.ALL, 0, 100).events();
    assertThat(events.toString()).contains("plain ***").doesNotContain("ord+", "p@ss");
  }

  @Test
  void givenAnUnknownSecret_whenChecked_thenItIsNamedWithItsField() throws Exception {
    ProcessLaunch launch = leaky(
        Map.of("TOKEN", "${secret:NOPE}", "OTHER", "${secret:vault:x}"), "${credential:mine}");

    List<Problem> problems = manager.servers().validate(ME, ServerDefinition.of("a", launch));

    assertThat(problems)
        .extracting(Problem::field)
        .containsExactlyInAnyOrder(
            "launch.environment.TOKEN", "launch.environment.OTHER", "launch.arguments[4]");
    assertThat(problems.toString()).contains("the secret NOPE, which does not exist");
    assertThat(start(create("a", launch)).error()).isEqualTo(ErrorCode.SECRET_NOT_FOUND);
  }

  @Test
  void givenAProvider_whenALaunchRefersToIt_thenItIsAsked() throws Exception {
    Server server = create("a", leaky(Map.of("TOKEN", "${secret:safe:deep/inside}")));

    assertThat(start(server).success()).isTrue();

    assertThat(called(ME, "a")).isEqualTo("hash " + "of default deep/inside".hashCode());
    assertThat(log(server)).contains("plain ***");
  }

  @Test
  void givenARunningServer_whenItsSecretChanges_thenThatIsToldAndApplied() throws Exception {
    put("TOKEN", VALUE);
    Server server = create("leaky", leaky(Map.of("TOKEN", "${secret:TOKEN}")));
    start(server);
    assertThat(manager.secrets().get(ME, "TOKEN").uses())
        .containsExactly(new SecretUse(server.id(), "leaky", false));
    assertCode(() -> manager.secrets().apply(ME, "TOKEN"), ErrorCode.SERVER_NOT_RUNNING);

    put("TOKEN", "another value");

    assertThat(manager.secrets().get(ME, "TOKEN").uses())
        .containsExactly(new SecretUse(server.id(), "leaky", true));
    var run = manager.secrets().apply(ME, "TOKEN");
    manager.bulk().await(ME, run.id(), Duration.ofSeconds(30));
    assertThat(called(ME, "leaky")).isEqualTo("hash " + "another value".hashCode());
    assertThat(manager.secrets().get(ME, "TOKEN").uses())
        .containsExactly(new SecretUse(server.id(), "leaky", false));
  }

  @Test
  void givenASecretInUse_whenDeleted_thenItMustBeForced() {
    put("TOKEN", VALUE);
    create("leaky", leaky(Map.of("TOKEN", "${secret:TOKEN}")));

    assertThatThrownBy(() -> manager.secrets().delete(ME, "TOKEN", false))
        .hasMessageContaining("leaky");
    manager.secrets().delete(ME, "TOKEN", true);
    manager.secrets().delete(ME, "TOKEN", false);

    assertCode(() -> manager.secrets().get(ME, "TOKEN"), ErrorCode.SECRET_NOT_FOUND);
    assertThat(manager.secrets().list(ME)).isEmpty();
  }

  @Test
  void givenARotatedKey_whenASecretIsUsed_thenItIsTheSame() throws Exception {
    put("TOKEN", VALUE);
    String before =
        store.documents().find("secret", "default", "TOKEN").orElseThrow().json();

    assertThat(manager.secrets().rotateKey(ME).resealed()).isEqualTo(1);

    assertThat(
            store.documents().find("secret", "default", "TOKEN").orElseThrow().json())
        .isNotEqualTo(before);
    start(create("leaky", leaky(Map.of("TOKEN", "${secret:TOKEN}"))));
    assertThat(called(ME, "leaky")).isEqualTo("hash " + VALUE.hashCode());
  }

  @Test
  void givenWhatCanBeNoSecret_whenPut_thenEveryProblemIsSaidWithoutTheValue() {
    assertThatThrownBy(() ->
            manager.secrets().put(ME, "1 bad", SecretValue.of("nul\0inside"), "x".repeat(1001)))
        .isInstanceOfSatisfying(ValidationException.class, e -> assertThat(e.problems())
            .extracting(Problem::field)
            .containsExactly("name", "value", "description"))
        .message()
        .doesNotContain("inside");
    assertThatThrownBy(() -> put("a", "")).isInstanceOf(ValidationException.class);
    assertThatThrownBy(() -> put("a", "x".repeat(65_537))).isInstanceOf(ValidationException.class);
  }

  @Test
  void givenAnotherTenant_whenItLooks_thenThereIsNothing() {
    put("TOKEN", VALUE);
    var other = new CallContext(Principal.SYSTEM, "other", "test");

    assertThat(manager.secrets().list(other)).isEmpty();
    assertCode(() -> manager.secrets().get(other, "TOKEN"), ErrorCode.SECRET_NOT_FOUND);
    assertThat(manager
            .servers()
            .validate(other, ServerDefinition.of("a", leaky(Map.of("T", "${secret:TOKEN}")))))
        .isNotEmpty();
  }

  @Test
  void givenSomebodyWhoMayNotUseASecret_whenTheyReferToIt_thenTheyAreRefused() {
    put("TOKEN", VALUE);
    ServerDefinition definition =
        ServerDefinition.of("a", leaky(Map.of("TOKEN", "${secret:TOKEN}")));
    CallContext writer = user("ada", Permission.of(Area.SERVERS, Action.WRITE));
    CallContext both = user(
        "ada",
        Permission.of(Area.SERVERS, Action.WRITE),
        new Permission(Area.SECRETS, Action.EXECUTE, "TOKEN"));

    assertCode(() -> manager.servers().create(writer, definition), ErrorCode.ACCESS_DENIED);
    assertThat(manager.servers().create(both, definition)).isNotNull();
    assertCode(() -> manager.secrets().list(both), ErrorCode.ACCESS_DENIED);
  }

  @Test
  void givenAUsersCredential_whenTheyCall_thenTheirInstanceHasItAndOthersHaveNot()
      throws Exception {
    Server server = create("own", leaky(Map.of("TOKEN", "${credential:KEY}")));
    start(server);
    CallContext ada = user("ada", everything());
    CallContext bob = user("bob", everything());
    assertThat(manager.credentials().list(ada))
        .containsExactly(new Credential(server.id(), "own", "KEY", Optional.empty()));

    manager.credentials().put(ada, server.id(), "KEY", SecretValue.of("of ada's"));
    manager.credentials().put(bob, server.id(), "KEY", SecretValue.of("of bob's"));

    assertThat(called(ada, "own")).isEqualTo("hash " + "of ada's".hashCode());
    assertThat(called(bob, "own")).isEqualTo("hash " + "of bob's".hashCode());
    assertNeeded(user("eve", everything()));
    assertThat(lines(server)).contains("plain none", "plain ***").doesNotContain("ada's");
    assertThat(manager.credentials().list(ada).getFirst().updatedAt()).isPresent();

    manager.credentials().delete(ada, server.id(), "KEY");
    assertNeeded(ada);
    assertThat(called(bob, "own")).isEqualTo("hash " + "of bob's".hashCode());
  }

  private void assertNeeded(CallContext somebody) {
    assertThatThrownBy(() -> called(somebody, "own"))
        .hasMessageContaining("needs your own credential KEY");
  }

  @Test
  void givenAnOpenSession_whenItsUsersCredentialChanges_thenTheNextCallHasTheNewOne()
      throws Exception {
    Server server = create("own", leaky(Map.of("TOKEN", "${credential:KEY}")));
    start(server);
    CallContext ada = user("ada", everything());
    manager.credentials().put(ada, server.id(), "KEY", SecretValue.of("first one"));
    try (GatewayClient client = manager.gateway().connect(ada, Scope.server("own"), "test")) {
      assertThat(client.call(ToolCall.of("hash", "{}")).text())
          .isEqualTo("hash " + "first one".hashCode());

      manager.credentials().put(ada, server.id(), "KEY", SecretValue.of("second one"));

      assertThat(client.call(ToolCall.of("hash", "{}")).text())
          .isEqualTo("hash " + "second one".hashCode());
    }
  }

  @Test
  void givenAUsersKey_whenItCalls_thenItPassesItsOwnersCredential() throws Exception {
    Server server = create("own", leaky(Map.of("TOKEN", "${credential:KEY}")));
    start(server);
    String id = manager
        .access()
        .createUser(ME, new Access.NewUser("ada", "", "", Set.of("operator"), true))
        .id();
    CallContext ada = user(id, everything());
    manager.credentials().put(ada, server.id(), "KEY", SecretValue.of("of ada's"));
    String key = manager
        .access()
        .createKey(ada, new Access.NewKey("client", Set.of(everything()), Optional.empty(), ""))
        .secret();
    CallContext client = manager
        .authentication()
        .bearer(key, "127.0.0.1")
        .context(Optional.empty(), "test", "127.0.0.1")
        .orElseThrow();

    assertThat(client.principal().id()).startsWith("key:");
    assertThat(called(client, "own")).isEqualTo("hash " + "of ada's".hashCode());

    assertThat(manager.access().exportPerson(ME, id))
        .contains("\"credentials\"", server.id().value(), "KEY")
        .doesNotContain("of ada's");
    assertThat(manager.access().erasePerson(ME, id)).containsEntry("credentials", 1L);
    assertThat(store.documents().list("credential", "default", "", 10)).isEmpty();
  }

  @Test
  void givenAServerWithCredentials_whenItIsDeleted_thenTheyAreToo() throws Exception {
    Server server = create("own", leaky(Map.of("TOKEN", "${credential:KEY}")));
    Server other = create("other", leaky(Map.of("TOKEN", "${credential:KEY}")));
    CallContext ada = user("ada", everything());
    for (Server each : List.of(server, other)) {
      manager.credentials().put(ada, each.id(), "KEY", SecretValue.of("of ada's"));
    }

    manager.servers().execute(ME, server.id(), new ServerCommand.Delete());

    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
            store.documents().list("credential", "default", "", 10))
        .extracting(Document::id)
        .containsExactly("user:ada/" + other.id().value() + "/KEY"));
  }

  @Test
  void givenACredentialNobodyWants_whenPut_thenItIsRefused() {
    Server server = create("own", leaky(Map.of("TOKEN", "${credential:KEY}")));
    CallContext ada = user("ada", everything());

    assertThatThrownBy(
            () -> manager.credentials().put(ada, server.id(), "OTHER", SecretValue.of("x")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("KEY");
    assertThatThrownBy(() -> manager
            .credentials()
            .put(
                new CallContext(Principal.SYSTEM, "other", "t"),
                server.id(),
                "KEY",
                SecretValue.of("x")))
        .isInstanceOf(ServerNotFoundException.class);
  }

  @Test
  void givenAProviderWithATakenName_whenAdded_thenItIsRefused() {
    var builder = McpManager.builder().secretProvider(new Safe());

    assertThatThrownBy(() -> builder.secretProvider(new Safe()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenAUrlWithAReference_whenExported_thenItReadsAsItWasWritten() {
    String json = "{\"mcpServers\":{\"r\":{\"url\":\"https://example.org/mcp?k=${secret:K}\"}}}";

    manager.servers().importJson(ME, json);

    assertThat(manager.servers().exportJson(ME)).contains("https://example.org/mcp?k=${secret:K}");
    assertThat(((RemoteLaunch)
                manager.servers().findByName(ME, "r").orElseThrow().definition().launch())
            .url())
        .isEqualTo(URI.create("https://example.org/mcp?k=$%7Bsecret:K%7D"));
  }

  private static Permission[] everything() {
    return new Permission[] {
      Permission.of(Area.PROXY, Action.EXECUTE),
      Permission.of(Area.TOOLS, Action.EXECUTE),
      Permission.of(Area.TOOLS, Action.READ),
      Permission.of(Area.SERVERS, Action.READ)
    };
  }

  private static CallContext user(String id, Permission... permissions) {
    return new CallContext(new Principal("user:" + id, Principal.Kind.USER), "default", "test")
        .withGrants(Grants.of(permissions));
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** Has everything that anybody asks for. */
  private static final class Safe implements SecretProvider {

    @Override
    public String name() {
      return "safe";
    }

    @Override
    public Optional<SecretValue> find(String tenant, String key) {
      return Optional.of(SecretValue.of("of " + tenant + " " + key));
    }
  }

  @Test
  void givenVariablesOfTheManagerItself_whenADefinitionRefersToThem_thenOnlyItsFolderIsGiven() {
    var environment =
        Map.of("MCP_MANAGER_HOME", "/opt/mcp-manager", "MCP_MANAGER_KEY", "not to be told");
    CallContext host = CallContext.system("test");
    try (McpManager manager =
        McpManager.builder().environment(environment).build().start()) {
      String document =
          "{\"mcpServers\":{\"demo\":{\"command\":\"${NAME}/run\",\"disabled\":true}}}";

      assertThatThrownBy(
              () -> manager.servers().importJson(host, document.replace("NAME", "MCP_MANAGER_KEY")))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("MCP_MANAGER_KEY")
          .hasMessageNotContaining("not to be told");
      var ignored =
          manager.servers().importJson(host, document.replace("NAME", "MCP_MANAGER_HOME"));

      assertThat(manager
              .servers()
              .findByName(host, "demo")
              .orElseThrow()
              .definition()
              .launch())
          .isEqualTo(ProcessLaunch.of("/opt/mcp-manager/run"));
    }
  }
}
