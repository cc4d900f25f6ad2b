package io.mcpmanager.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class EventFilterTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final ServerId SERVER = ServerId.of("s1");
  private static final Event OF_SERVER = event(SERVER, "Files", new EventData.ServerUpdated(4));
  private static final Event OF_MANAGER =
      event(null, null, new EventData.ManagerError("store", "disk full"));

  static Stream<Arguments> filters() {
    return Stream.of(
        Arguments.of(EventFilter.ALL, true, true),
        Arguments.of(EventFilter.ofTypes(EventType.SERVER_UPDATED), true, false),
        Arguments.of(
            EventFilter.ofTypes(EventType.SERVER_UPDATED, EventType.MANAGER_ERROR), true, true),
        Arguments.of(EventFilter.ofTypes(EventType.SERVER_DELETED), false, false),
        Arguments.of(ofCategory(EventCategory.CONFIGURATION), true, false),
        Arguments.of(ofCategory(EventCategory.ERROR), false, true),
        Arguments.of(EventFilter.ofServer(SERVER), true, false),
        Arguments.of(EventFilter.ofServer(ServerId.of("s2")), false, false),
        Arguments.of(atLeast(Severity.WARNING), false, true),
        Arguments.of(atLeast(Severity.ERROR), false, true),
        Arguments.of(between(TIME, null), true, true),
        Arguments.of(between(TIME.plusNanos(1), null), false, false),
        Arguments.of(between(null, TIME), false, false),
        Arguments.of(between(null, TIME.plusNanos(1)), true, true),
        Arguments.of(ofText("REVISION 4"), true, false),
        Arguments.of(ofText("files"), true, false),
        Arguments.of(ofText("disk"), false, true),
        Arguments.of(ofText("nowhere"), false, false));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void givenFilter_whenEventsAreMatched_thenOnlyThoseMeantPass(
      EventFilter filter, boolean ofServer, boolean ofManager) {
    assertThat(filter.matches(OF_SERVER)).isEqualTo(ofServer);
    assertThat(filter.matches(OF_MANAGER)).isEqualTo(ofManager);
  }

  @Test
  void givenTurkishLocale_whenTextIsMatched_thenItStillIgnoresCase() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of("tr", "TR"));
    try {
      assertThat(ofText("FILES").matches(OF_SERVER)).isTrue();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void givenFilter_whenItsTimesAreRead_thenAbsentOnesAreEmpty() {
    assertThat(between(TIME, null).earliest()).contains(TIME);
    assertThat(between(TIME, null).latest()).isEmpty();
    assertThat(between(null, TIME).latest()).contains(TIME);
  }

  private static Event event(ServerId server, String name, EventData data) {
    return new Event(1, "e1", TIME, "default", server, name, "system", "c1", data);
  }

  private static EventFilter ofCategory(EventCategory category) {
    return new EventFilter(Set.of(), Set.of(category), Set.of(), Severity.INFO, null, null, "");
  }

  private static EventFilter atLeast(Severity severity) {
    return new EventFilter(Set.of(), Set.of(), Set.of(), severity, null, null, "");
  }

  private static EventFilter between(Instant from, Instant to) {
    return new EventFilter(Set.of(), Set.of(), Set.of(), Severity.INFO, from, to, "");
  }

  private static EventFilter ofText(String text) {
    return new EventFilter(Set.of(), Set.of(), Set.of(), Severity.INFO, null, null, text);
  }
}
