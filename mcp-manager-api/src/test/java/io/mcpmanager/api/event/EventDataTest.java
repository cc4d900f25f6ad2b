package io.mcpmanager.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkCounts;
import io.mcpmanager.api.bulk.BulkState;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.policy.HeldCall;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.ToolPin;
import io.mcpmanager.api.server.Drift;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class EventDataTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final Failure FAILURE =
      new Failure(Phase.RUN, ErrorCode.SERVER_EXITED, "exited", 3, List.of());

  static Stream<Arguments> data() {
    return Stream.of(
        data(new EventData.ServerCreated(1), EventType.SERVER_CREATED, Severity.INFO, "created"),
        data(
            new EventData.ServerUpdated(4),
            EventType.SERVER_UPDATED,
            Severity.INFO,
            "definition changed, now revision 4"),
        data(new EventData.ServerDeleted(), EventType.SERVER_DELETED, Severity.INFO, "deleted"),
        data(
            state(ServerState.RUNNING, null, null),
            EventType.STATE_CHANGED,
            Severity.INFO,
            "starting → running"),
        data(
            state(ServerState.ERROR, FAILURE, TIME),
            EventType.STATE_CHANGED,
            Severity.WARNING,
            "starting → error: exited"),
        data(
            state(ServerState.ERROR, FAILURE, null),
            EventType.STATE_CHANGED,
            Severity.ERROR,
            "starting → error: exited"),
        data(
            health(HealthStatus.HEALTHY, null),
            EventType.HEALTH_CHANGED,
            Severity.INFO,
            "health unknown → healthy"),
        data(
            health(HealthStatus.UNKNOWN, null),
            EventType.HEALTH_CHANGED,
            Severity.INFO,
            "health unknown → unknown"),
        data(
            health(HealthStatus.DEGRADED, "slow"),
            EventType.HEALTH_CHANGED,
            Severity.WARNING,
            "health unknown → degraded: slow"),
        data(
            health(HealthStatus.UNHEALTHY, "dead"),
            EventType.HEALTH_CHANGED,
            Severity.ERROR,
            "health unknown → unhealthy: dead"),
        data(
            new EventData.Installed(1, new InstalledPackage("left-pad", "1.3.0", null), 900),
            EventType.INSTALLED,
            Severity.INFO,
            "installed left-pad@1.3.0 in 900 ms"),
        data(
            new EventData.Reconciled(Drift.NOT_RUNNING, 1, 1, TIME),
            EventType.RECONCILED,
            Severity.WARNING,
            "should run but does not: it is started"),
        data(
            new EventData.Reconciled(Drift.NOT_ENDED, 1, 2, TIME),
            EventType.RECONCILED,
            Severity.WARNING,
            "an instance is alive that should have ended: it is ended (attempt 2)"),
        data(
            new EventData.Wedged(1, 3, 2, 61_000, 60_000, HealthCheck.Reaction.RESTART),
            EventType.WEDGED,
            Severity.ERROR,
            "wedged: 2 of 3 calls are overdue, the oldest is 61000 ms old, it has sent nothing for"
                + " 60000 ms and does not answer a ping"),
        data(
            new EventData.Unwedged(1, 5000),
            EventType.UNWEDGED,
            Severity.INFO,
            "answers again after 5000 ms"),
        data(
            new EventData.ListingFailed(FAILURE),
            EventType.LISTING_FAILED,
            Severity.WARNING,
            "exited"),
        data(
            new EventData.CommandExecuted("start", null, "running", 5),
            EventType.COMMAND_EXECUTED,
            Severity.INFO,
            "start: running"),
        data(
            new EventData.CommandExecuted("start", ErrorCode.TIMEOUT, "too slow", 5),
            EventType.COMMAND_EXECUTED,
            Severity.WARNING,
            "start: too slow"),
        data(
            new EventData.LeftoversFound(2, 1, 0, 7, List.of("files")),
            EventType.LEFTOVERS_FOUND,
            Severity.WARNING,
            "an earlier life of the manager had left 3 instances (7 processes): 2 ended, 1 adopted,"
                + " 0 remaining"),
        data(
            new EventData.LeftoversFound(0, 0, 1, 1, List.of()),
            EventType.LEFTOVERS_FOUND,
            Severity.ERROR,
            "an earlier life of the manager had left 1 instances (1 processes): 0 ended, 0 adopted,"
                + " 1 remaining"),
        data(
            new EventData.BulkStarted("r1", "stop", 12),
            EventType.BULK_STARTED,
            Severity.INFO,
            "stop of 12 servers begins"),
        data(
            new EventData.BulkProgressed("r1", "stop", new BulkCounts(5, 4, 1, 1, 1, 0)),
            EventType.BULK_PROGRESSED,
            Severity.INFO,
            "stop: 3 of 12 servers done"),
        data(
            finished(new BulkCounts(0, 0, 9, 3, 0, 0)),
            EventType.BULK_FINISHED,
            Severity.INFO,
            "stop of 12 servers finished: 9 succeeded, 3 skipped, 0 failed, 0 cancelled"),
        data(
            finished(new BulkCounts(0, 0, 9, 2, 1, 0)),
            EventType.BULK_FINISHED,
            Severity.WARNING,
            "stop of 12 servers finished: 9 succeeded, 2 skipped, 1 failed, 0 cancelled"),
        data(
            new EventData.CatalogChanged(1, 2, 3, 4),
            EventType.CATALOG_CHANGED,
            Severity.INFO,
            "1 tools, 2 prompts, 3 resources, 4 resource templates"),
        data(
            new EventData.SessionOpened("7", "all", "editor", "2025-11-25"),
            EventType.SESSION_OPENED,
            Severity.INFO,
            "client editor connected to all with revision 2025-11-25"),
        data(
            new EventData.SessionClosed("7", "idle"),
            EventType.SESSION_CLOSED,
            Severity.INFO,
            "client session ended: idle"),
        data(
            new EventData.SessionRevived("7", "editor 1", 2),
            EventType.SESSION_REVIVED,
            Severity.INFO,
            "client editor 1 goes on with its session after a restart of the manager"),
        data(
            new EventData.CallInterrupted("7", "\"a\"", "tools/call"),
            EventType.CALL_INTERRUPTED,
            Severity.WARNING,
            "request \"a\" (tools/call) of a client was interrupted by the end of the manager"
                + " and not repeated"),
        data(
            new EventData.AccessDenied("7", "editor", "tools/call", "read", "not for guests", 1),
            EventType.ACCESS_DENIED,
            Severity.WARNING,
            "tools/call read was denied: not for guests"),
        data(
            new EventData.AccessDenied("7", "editor", "tools/list", "", "not for guests", 3),
            EventType.ACCESS_DENIED,
            Severity.WARNING,
            "tools/list was denied 3 times: not for guests"),
        data(
            new EventData.SignedIn("password"),
            EventType.SIGNED_IN,
            Severity.INFO,
            "signed in by password"),
        data(
            new EventData.SignInFailed("user:1", "password", "not valid"),
            EventType.SIGN_IN_FAILED,
            Severity.WARNING,
            "signing in by password failed: not valid"),
        data(
            new EventData.AccessChanged("key", "k1", "revoked"),
            EventType.ACCESS_CHANGED,
            Severity.INFO,
            "key k1 revoked"),
        data(
            new EventData.PolicyChanged(3, 7),
            EventType.POLICY_CHANGED,
            Severity.INFO,
            "the policy about tools changed, now revision 3 with 7 rules"),
        data(
            toolChanged(ToolPin.State.SEEN, Reaction.PASS, List.of(), List.of("odd words")),
            EventType.TOOL_CHANGED,
            Severity.WARNING,
            "tool read is new; suspicious: odd words"),
        data(
            toolChanged(ToolPin.State.SEEN, Reaction.ASK, List.of(), List.of()),
            EventType.TOOL_CHANGED,
            Severity.INFO,
            "tool read is new; its calls are held for approval"),
        data(
            toolChanged(ToolPin.State.CHANGED, Reaction.BLOCK, List.of("a", "b"), List.of()),
            EventType.TOOL_CHANGED,
            Severity.WARNING,
            "tool read has changed: a; b; it is blocked until it is approved"),
        data(
            toolChanged(ToolPin.State.APPROVED, Reaction.PASS, List.of(), List.of()),
            EventType.TOOL_CHANGED,
            Severity.INFO,
            "tool read was approved"),
        data(
            new EventData.CallHeld("h", "7", "editor", "key:1", "read", "why", Instant.EPOCH),
            EventType.CALL_HELD,
            Severity.WARNING,
            "a call of tool read by key:1 waits for approval: why"),
        data(
            decided(HeldCall.State.APPROVED, ""),
            EventType.CALL_DECIDED,
            Severity.INFO,
            "a call of tool read by key:1 was approved"),
        data(
            decided(HeldCall.State.DENIED, "not now"),
            EventType.CALL_DECIDED,
            Severity.INFO,
            "a call of tool read by key:1 was denied: not now"),
        data(
            decided(HeldCall.State.EXPIRED, ""),
            EventType.CALL_DECIDED,
            Severity.INFO,
            "a call of tool read by key:1 was not approved in time"),
        data(
            decided(HeldCall.State.OUTDATED, ""),
            EventType.CALL_DECIDED,
            Severity.INFO,
            "a call of tool read by key:1 was given up"),
        data(
            new EventData.ManagerChanged("started"),
            EventType.MANAGER_CHANGED,
            Severity.INFO,
            "manager started"),
        data(
            new EventData.ManagerError("store", "disk full"),
            EventType.MANAGER_ERROR,
            Severity.ERROR,
            "store: disk full"));
  }

  private static EventData toolChanged(
      ToolPin.State state, Reaction reaction, List<String> differences, List<String> flags) {
    return new EventData.ToolChanged("read", state, reaction, "sha256:1", differences, flags);
  }

  private static EventData decided(HeldCall.State state, String reason) {
    return new EventData.CallDecided("h", "key:1", "read", state, reason);
  }

  @ParameterizedTest
  @MethodSource("data")
  void givenData_whenWrappedInAnEvent_thenTypeSeverityAndMessageFollow(
      EventData data, EventType type, Severity severity, String message) {
    var event = event(data, null);
    assertThat(event.type()).isEqualTo(type);
    assertThat(event.severity()).isEqualTo(severity);
    assertThat(event.data().message()).isEqualTo(message);
    assertThat(event.serverId()).isEmpty();
  }

  @Test
  void givenEveryEventType_whenLookedFor_thenTheTableAboveHasIt() {
    assertThat(data().map(arguments -> arguments.get()[1])).contains((Object[]) EventType.values());
  }

  @Test
  void givenCommand_whenItFailed_thenItsErrorIsGiven() {
    assertThat(new EventData.CommandExecuted("start", ErrorCode.TIMEOUT, "", 5).errorCode())
        .contains(ErrorCode.TIMEOUT);
    assertThat(new EventData.CommandExecuted("start", null, "", 5).errorCode()).isEmpty();
  }

  @Test
  void givenListenerForOneType_whenEventsCome_thenOnlyThatTypeReachesIt() {
    var events = new RecordingEvents();
    var seen = new ArrayList<Long>();
    events.on(
        CallContext.system("c1"),
        EventData.ServerUpdated.class,
        updated -> seen.add(updated.revision()));
    events.listeners.forEach(listener -> {
      listener.onEvent(event(new EventData.ServerUpdated(4), ServerId.of("s1")));
      listener.onEvent(event(new EventData.ServerDeleted(), ServerId.of("s1")));
      listener.onMissed(1, 2);
    });
    assertThat(seen).containsExactly(4L);
  }

  @Test
  void givenNames_whenWritten_thenTheyAreInLowerCase() {
    assertThat(EventCategory.CONFIGURATION.text()).isEqualTo("configuration");
    assertThat(Severity.WARNING.text()).isEqualTo("warning");
  }

  @Test
  void givenPage_whenRead_thenItsEventsCannotBeChanged() {
    var event = event(new EventData.ServerDeleted(), null);
    assertThat(new EventPage(new ArrayList<>(List.of(event)), 1).events())
        .containsExactly(event)
        .isUnmodifiable();
  }

  private static Arguments data(EventData data, EventType type, Severity severity, String message) {
    return Arguments.of(data, type, severity, message);
  }

  private static EventData state(ServerState to, Failure failure, Instant nextStart) {
    return new EventData.StateChanged(ServerState.STARTING, to, 1, failure, nextStart);
  }

  private static EventData finished(BulkCounts counts) {
    return new EventData.BulkFinished("r1", "stop", BulkState.FINISHED, counts);
  }

  private static EventData health(HealthStatus to, String error) {
    return new EventData.HealthChanged(HealthStatus.UNKNOWN, to, error);
  }

  private static Event event(EventData data, ServerId server) {
    return new Event(1, "e1", TIME, "default", server, null, "system", "c1", data);
  }

  private static final class RecordingEvents implements Events {

    private final List<EventListener> listeners = new ArrayList<>();

    @Override
    public EventPage after(CallContext context, EventFilter filter, long sequence, int limit) {
      return new EventPage(List.of(), sequence);
    }

    @Override
    public EventPage before(CallContext context, EventFilter filter, long sequence, int limit) {
      return new EventPage(List.of(), sequence);
    }

    @Override
    public long latestSequence(CallContext context) {
      return 0;
    }

    @Override
    public long oldestSequence(CallContext context) {
      return 0;
    }

    @Override
    public Subscription subscribe(CallContext context, EventFilter filter, EventListener listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }
  }
}
