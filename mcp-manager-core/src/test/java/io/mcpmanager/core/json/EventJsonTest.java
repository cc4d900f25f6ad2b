package io.mcpmanager.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.bulk.BulkCounts;
import io.mcpmanager.api.bulk.BulkState;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventType;
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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventJsonTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123Z");

  static Stream<EventData> data() {
    return Stream.of(
        new EventData.ServerCreated(1),
        new EventData.ServerUpdated(2),
        new EventData.ServerDeleted(),
        new EventData.StateChanged(ServerState.STOPPED, ServerState.STARTING, 1, null, null),
        new EventData.StateChanged(
            ServerState.RUNNING,
            ServerState.ERROR,
            3,
            new Failure(Phase.RUN, ErrorCode.SERVER_EXITED, "exited", 7, List.of("a", "b\"")),
            NOON),
        new EventData.StateChanged(
            ServerState.STARTING,
            ServerState.ERROR,
            3,
            new Failure(Phase.HANDSHAKE, ErrorCode.TIMEOUT, "late", null, List.of()),
            null),
        new EventData.Installed(2, new InstalledPackage("left-pad", "1.3.0", "sha512-x"), 900),
        new EventData.Installed(2, new InstalledPackage("left-pad", "1.3.0", null), 900),
        new EventData.Reconciled(Drift.EXIT_MISSED, 2, 3, NOON),
        new EventData.Wedged(2, 4, 3, 61_000, 60_000, HealthCheck.Reaction.REMOVE_FROM_ROTATION),
        new EventData.Unwedged(2, 70_000),
        new EventData.ListingFailed(
            new Failure(Phase.LISTING, ErrorCode.TIMEOUT, "late", null, List.of("a"))),
        new EventData.HealthChanged(HealthStatus.HEALTHY, HealthStatus.DEGRADED, "timeout"),
        new EventData.HealthChanged(HealthStatus.UNKNOWN, HealthStatus.HEALTHY, null),
        new EventData.CommandExecuted("start", null, "running", 12),
        new EventData.CommandExecuted("start", ErrorCode.LAUNCH_FAILED, "no", 12),
        new EventData.BulkStarted("r1", "start", 100),
        new EventData.BulkProgressed("r1", "start", new BulkCounts(1, 2, 3, 4, 5, 6)),
        new EventData.BulkFinished(
            "r1", "stop", BulkState.CANCELLED, new BulkCounts(0, 0, 3, 4, 5, 6)),
        new EventData.CatalogChanged(1, 2, 3, 4),
        new EventData.SessionOpened("s1", "all", "client 1", "2025-11-25"),
        new EventData.SessionClosed("s1", "deleted"),
        new EventData.SessionRevived("s1", "client 1", 2),
        new EventData.CallInterrupted("s1", "\"a\"", "tools/call"),
        new EventData.SignedIn("password"),
        new EventData.SignInFailed("user:1", "password", "not valid"),
        new EventData.AccessChanged("key", "k1", "revoked"),
        new EventData.AccessDenied("7", "editor", "tools/call", "files__read", "not for guests", 3),
        new EventData.PolicyChanged(3, 7),
        new EventData.ToolChanged(
            "read",
            ToolPin.State.CHANGED,
            Reaction.BLOCK,
            "sha256:1",
            List.of("description was \"a\" and is \"b\""),
            List.of("instructions in description")),
        new EventData.CallHeld(
            "h1", "7", "editor", "user:1", "read", "rule-1 asks", Instant.EPOCH.plusSeconds(9)),
        new EventData.CallDecided("h1", "user:1", "read", HeldCall.State.DENIED, "no"),
        new EventData.ManagerChanged("started"),
        new EventData.LeftoversFound(2, 1, 1, 9, List.of("files", "web")),
        new EventData.ManagerError("store", "full"));
  }

  @ParameterizedTest
  @MethodSource("data")
  void givenAnyData_whenWrittenAndRead_thenItIsTheSame(EventData data) {
    String json = EventJson.data(data).toString();

    assertThat(EventJson.read(data.type(), json)).isEqualTo(data);
  }

  @Test
  void givenTheDataAbove_whenItsTypesAreCollected_thenNoneIsMissing() {
    assertThat(data().map(EventData::type).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(EventType.values()));
  }

  @Test
  void givenAFieldOfANewerManager_whenRead_thenItIsPassedOver() {
    assertThat(EventJson.read(EventType.SERVER_CREATED, "{\"revision\":1,\"new\":{}}"))
        .isEqualTo(new EventData.ServerCreated(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"revision\""})
  void givenUnreadableData_whenRead_thenTheStoreIsBlamed(String json) {
    assertThatThrownBy(() -> EventJson.read(EventType.SERVER_CREATED, json))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("server.created");
  }

  @Test
  void givenAnEvent_whenShown_thenItIsWhole() {
    var event = new Event(
        7,
        "e1",
        NOON,
        "default",
        ServerId.of("s1"),
        "files",
        "system",
        "c1",
        new EventData.StateChanged(ServerState.STOPPED, ServerState.STARTING, 1, null, null));

    assertThat(EventJson.event(event))
        .hasToString(
            "{\"sequence\":7,\"id\":\"e1\",\"time\":\"2026-01-01T12:00:00.123Z\","
                + "\"type\":\"server.state\",\"category\":\"state\",\"severity\":\"info\","
                + "\"server\":\"s1\",\"serverName\":\"files\",\"tenant\":\"default\","
                + "\"actor\":\"system\",\"correlationId\":\"c1\",\"message\":\"stopped → starting\","
                + "\"data\":{\"from\":\"stopped\",\"to\":\"starting\",\"generation\":1,\"nextStart\":null}}");
  }
}
