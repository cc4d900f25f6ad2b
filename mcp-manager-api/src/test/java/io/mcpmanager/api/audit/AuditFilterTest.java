package io.mcpmanager.api.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.access.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AuditFilterTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void givenTimes_whenAsked_thenOnlyThoseThatWereGivenAreThere() {
    var filter = new AuditFilter("", "", "", Set.of(AuditResult.DENIED), NOON, null, "");

    assertThat(filter.earliest()).contains(NOON);
    assertThat(filter.latest()).isEmpty();
    assertThat(filter.results()).containsExactly(AuditResult.DENIED);
    assertThat(AuditFilter.ALL.earliest()).isEmpty();
  }

  @Test
  void givenText_whenMatched_thenItIsFoundWhereverPeopleWouldLook() {
    assertThat(matches("")).isTrue();
    assertThat(matches("CREATE")).isTrue();
    assertThat(matches("files")).isTrue();
    assertThat(matches("ada")).isTrue();
    assertThat(matches("192.0.2")).isTrue();
    assertThat(matches("too many")).isTrue();
    assertThat(matches("user:1")).isFalse();
  }

  private static boolean matches(String text) {
    var entry = new AuditEntry(
        1,
        NOON,
        "default",
        new Principal("user:1", Principal.Kind.USER),
        "Ada",
        "192.0.2.1",
        "r1",
        "servers.create",
        "server:files",
        AuditResult.FAILED,
        Map.of("reason", "Too many"),
        "",
        false,
        "");
    return new AuditFilter("", "", "", Set.of(), null, null, text).matchesText(entry);
  }

  @Test
  void givenRetention_whenItIsTooShort_thenItIsRefused() {
    assertThatThrownBy(() -> new AuditRetention(Duration.ofHours(23), 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least a day");
    assertThatThrownBy(() -> new AuditRetention(Duration.ofDays(1), 99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 or more");
    assertThat(AuditRetention.DEFAULT.maxCount())
        .isGreaterThan(AuditRetention.IN_MEMORY.maxCount());
  }
}
