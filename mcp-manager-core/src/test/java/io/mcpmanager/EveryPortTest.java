package io.mcpmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.core.guard.Operation;
import io.mcpmanager.testkit.LeakFree;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every method of every driving port: it has a row in the table of operations, and lets nobody in who has no grants. */
@LeakFree
final class EveryPortTest {

  private static final CallContext NOBODY =
      new CallContext(new Principal("user:nobody", Principal.Kind.USER), "default", "c1");
  private static final CallContext STRANGER = new CallContext(
      new Principal("user:stranger", Principal.Kind.USER), "strange", "c2", Grants.ALL, "");

  /** How somebody is found out who has not said who they are. */
  private static final Set<Class<?>> BEFORE_ALL_GRANTS = Set.of(Authentication.class);

  /** The one method of a port that takes no context: it is the host's own. */
  private static final Set<String> OF_THE_HOST = Set.of("Gateway.connect");

  @Test
  void givenEveryMethodOfEveryPort_whenLookedUp_thenItHasARow() {
    var missing = new TreeSet<String>();
    ports().forEach(port -> methods(port.getReturnType()).forEach(method -> {
      if (rows(method).isEmpty()) {
        missing.add(name(method));
      }
    }));

    assertThat(missing).isEmpty();
  }

  @Test
  void givenEveryRow_whenLookedUp_thenItsMethodsExist() {
    for (Operation row : Operation.values()) {
      List<String> there =
          Arrays.stream(row.port().getMethods()).map(Method::getName).toList();
      assertThat(there).as(row.text()).containsAll(row.methods());
    }
    assertThat(Arrays.stream(Operation.values()).map(Operation::text)).doesNotHaveDuplicates();
  }

  @Test
  void givenEveryMethodOfEveryPort_whenLookedAt_thenItTakesAContext() {
    assertThat(ports()
            .flatMap(port -> Arrays.stream(port.getReturnType().getMethods()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(
                method -> !Arrays.asList(method.getParameterTypes()).contains(CallContext.class))
            .map(EveryPortTest::name))
        .allMatch(OF_THE_HOST::contains);
  }

  @TestFactory
  Stream<DynamicTest> givenNobody_whenAnythingIsTried_thenItIsDenied() {
    return ports().flatMap(port -> methods(port.getReturnType())
        .filter(
            method -> rows(method).stream().noneMatch(row -> row.reach() == Operation.Reach.OTHERS))
        .map(method -> DynamicTest.dynamicTest(name(method) + method.getParameterCount(), () -> {
          try (McpManager manager = McpManager.builder().build()) {
            assertThat(failure(manager, port, method, NOBODY))
                .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.ACCESS_DENIED));
          }
        })));
  }

  @TestFactory
  Stream<DynamicTest> givenNobody_whenTheyChangeWhatIsTheirOwn_thenItIsRefusedAsTheyHaveNothing() {
    return ports().flatMap(port -> methods(port.getReturnType())
        .filter(method -> rows(method).stream()
            .anyMatch(
                row -> row.reach() == Operation.Reach.OTHERS && row.kind() != Operation.Kind.READ))
        .map(method -> DynamicTest.dynamicTest(name(method) + method.getParameterCount(), () -> {
          try (McpManager manager = McpManager.builder().build()) {
            assertThat(failure(manager, port, method, NOBODY))
                .isInstanceOf(McpManagerException.class);
          }
        })));
  }

  @TestFactory
  Stream<DynamicTest> givenAnAdministratorElsewhere_whenTheHostIsConcerned_thenItIsDenied() {
    return ports().flatMap(port -> methods(port.getReturnType())
        .filter(method -> !rows(method).isEmpty())
        .filter(method -> rows(method).stream().allMatch(Operation::concernsHost))
        .map(method -> DynamicTest.dynamicTest(name(method) + method.getParameterCount(), () -> {
          try (McpManager manager = McpManager.builder().build()) {
            assertThat(failure(manager, port, method, STRANGER))
                .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.ACCESS_DENIED));
          }
        })));
  }

  private static Throwable failure(
      McpManager manager, Method port, Method method, CallContext context) {
    return catchThrowable(() -> {
      try {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
            .map(type -> type == CallContext.class ? context : sample(type))
            .toArray();
        Object ignored = method.invoke(port.invoke(manager), arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    });
  }

  private static Object sample(Class<?> type) {
    Map<Class<?>, Object> samples = Map.ofEntries(
        Map.entry(long.class, 1L),
        Map.entry(int.class, 1),
        Map.entry(boolean.class, true),
        Map.entry(String.class, "some"),
        Map.entry(byte[].class, new byte[0]),
        Map.entry(Duration.class, Duration.ofSeconds(1)),
        Map.entry(Map.class, Map.of()),
        Map.entry(Set.class, Set.of()),
        Map.entry(List.class, List.of()),
        Map.entry(ServerId.class, ServerId.of("some")),
        Map.entry(ServerQuery.class, ServerQuery.ALL),
        Map.entry(ServerCommand.class, new ServerCommand.Start()),
        Map.entry(ServerDefinition.class, ServerDefinition.of("some", ProcessLaunch.of("true"))),
        Map.entry(EventFilter.class, EventFilter.ALL),
        Map.entry(LogFilter.class, LogFilter.ALL),
        Map.entry(ToolPolicy.class, ToolPolicy.DEFAULT),
        Map.entry(BulkRequest.class, BulkRequest.of(BulkCommand.START, List.of("some"))),
        Map.entry(Access.NewKey.class, new Access.NewKey("some", Set.of(), Optional.empty(), "")),
        Map.entry(Scope.class, Scope.all()));
    Object sample = samples.get(type);
    if (sample == null && type.isInterface() && !type.isSealed()) {
      return Proxy.newProxyInstance(
          type.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> null);
    }
    return sample;
  }

  /** The methods of the manager that hand out a port. */
  private static Stream<Method> ports() {
    return Arrays.stream(McpManager.class.getMethods())
        .filter(method -> method.getReturnType().getName().startsWith("io.mcpmanager.api."))
        .filter(method -> !BEFORE_ALL_GRANTS.contains(method.getReturnType()));
  }

  private static Stream<Method> methods(Class<?> port) {
    return Arrays.stream(port.getMethods())
        .filter(method -> Arrays.asList(method.getParameterTypes()).contains(CallContext.class));
  }

  private static List<Operation> rows(Method method) {
    return Arrays.stream(Operation.values())
        .filter(row ->
            row.port() == method.getDeclaringClass() && row.methods().contains(method.getName()))
        .toList();
  }

  private static String name(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }
}
