package io.mcpmanager.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.gateway.CallCounts;
import io.mcpmanager.api.gateway.CallRange;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallStatistics;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ScriptedRuntime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class GuardedCallsTest {

  private static final CallContext SYSTEM = CallContext.system("setup");

  private final McpManager manager =
      McpManager.builder().runtime(new ScriptedRuntime()).build().start();
  private final ServerId files = create("files");
  private final ServerId vault = create("vault");
  private final AskedCalls asked = new AskedCalls();
  private final Calls calls = new Guards(
          new Authorizer((context, action, thing, result, said) -> {}), manager.servers())
      .calls(asked);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void givenGrantOfSomeServers_whenStatisticsAreRead_thenOnlyTheirCallsAreCounted() {
    CallContext ada = ada("proxy:read:fil*", "servers:read");

    statistics(ada, null);
    statistics(ada, Set.of(vault));
    statistics(ada, Set.of(files, vault));

    assertThat(asked.about)
        .containsExactly(
            Optional.of(Set.of(files)), Optional.of(Set.of()), Optional.of(Set.of(files)));
  }

  @Test
  void givenGrantOfAllServers_whenStatisticsAreRead_thenNothingIsLeftOut() {
    CallContext ada = ada("proxy:read");

    statistics(ada, null);
    statistics(ada, Set.of(vault));

    assertThat(asked.about).containsExactly(Optional.empty(), Optional.of(Set.of(vault)));
  }

  @Test
  void givenNoGrant_whenStatisticsAreRead_thenThatIsDenied() {
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> statistics(ada("servers:read"), null));
    assertThat(asked.about).isEmpty();
  }

  private void statistics(CallContext context, @Nullable Set<ServerId> servers) {
    assertThat(calls.statistics(context, CallRange.DAY, servers).range()).isEqualTo(CallRange.DAY);
  }

  private ServerId create(String name) {
    return manager
        .servers()
        .create(SYSTEM, ServerDefinition.of(name, ProcessLaunch.of("cat")))
        .id();
  }

  private static CallContext ada(String... scopes) {
    return new CallContext(new Principal("user:ada", Principal.Kind.USER), "default", "ada")
        .withGrants(Grants.of(Arrays.stream(scopes)
            .map(scope -> Permission.parse(scope).orElseThrow())
            .toList()));
  }

  /** Remembers about which servers it was asked; empty for all. */
  private static final class AskedCalls implements Calls {

    final List<Optional<Set<ServerId>>> about = new ArrayList<>();

    @Override
    public CallStatistics statistics(
        CallContext context, CallRange range, @Nullable Set<ServerId> servers) {
      about.add(Optional.ofNullable(servers));
      return new CallStatistics(
          range, Instant.EPOCH, Instant.EPOCH, List.of(), CallCounts.NONE, List.of(), List.of());
    }

    @Override
    public List<CallRecord> latest(CallContext context, @Nullable ServerId server, int limit) {
      return List.of();
    }

    @Override
    public Subscription onCall(CallContext context, Consumer<CallRecord> listener) {
      return () -> {};
    }
  }
}
