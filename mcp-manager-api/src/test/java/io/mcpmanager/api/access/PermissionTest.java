package io.mcpmanager.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PermissionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "servers:read",
        "tools:execute:github",
        "tools:execute:github/create_*",
        "tools:execute:*",
        "events:export",
        "admin:full"
      })
  void givenScope_whenParsed_thenItsTextIsTheSame(String scope) {
    assertThat(Permission.parse(scope).orElseThrow().text()).isEqualTo(scope);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "servers",
        "servers:",
        ":read",
        "servers:read:",
        "servers:delete",
        "Servers:read",
        "nothing:read",
        "admin:read",
        "servers:full",
        "admin:full:x",
        "tools:execute:a b",
        "tools:execute:a*b",
        "tools:execute:**",
        "tools:execute:\u00fc",
        "tools:execute:a\n"
      })
  void givenWhatIsNoScope_whenParsed_thenThereIsNoPermission(String scope) {
    assertThat(Permission.parse(scope)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tools:execute,              github/create_issue, true",
    "tools:execute:github,       github/create_issue, true",
    "tools:execute:github,       github,              true",
    "tools:execute:github,       githubx/create,      false",
    "tools:execute:git*,         github/create_issue, true",
    "tools:execute:github/cre*,  github/create_issue, true",
    "tools:execute:github/cre*,  github/delete_issue, false",
    "tools:execute:github/cre*,  github,              false",
    "tools:execute:github,       '',                  false",
    "tools:execute:*,            'any name at all',   true",
    "tools:read,                 github/create_issue, false",
    "admin:full,                 github/create_issue, true"
  })
  void givenGrant_whenToolIsToBeCalled_thenItsTargetDecides(
      String granted, String target, boolean allowed) {
    Grants grants = Grants.of(Permission.parse(granted).orElseThrow());

    assertThat(grants.allows(Area.TOOLS, Action.EXECUTE, target)).isEqualTo(allowed);
  }

  @Test
  void givenGrants_whenAsked_thenOnlyWhatIsNamedIsAllowed() {
    for (Area area : Area.values()) {
      for (Action action : Action.values()) {
        if ((area == Area.ADMIN) != (action == Action.FULL)) {
          assertThatThrownBy(() -> Permission.of(area, action))
              .isInstanceOf(IllegalArgumentException.class);
          continue;
        }
        Permission one = Permission.of(area, action);
        assertThat(Grants.of(one).allows(one)).isTrue();
        assertThat(Grants.NONE.allows(one)).isFalse();
        assertThat(Grants.ALL.allows(one)).isTrue();
        for (Area other : Area.values()) {
          for (Action otherAction : Action.values()) {
            if ((other == Area.ADMIN) == (otherAction == Action.FULL)
                && !one.equals(Permission.ADMIN)
                && !(other == area && otherAction == action)) {
              assertThat(Grants.of(one).allows(Permission.of(other, otherAction)))
                  .isFalse();
            }
          }
        }
      }
    }
  }

  @Test
  void givenTargets_whenAskedForSome_thenAnyOfThemIsEnough() {
    Grants grants = Grants.of(new Permission(Area.TOOLS, Action.EXECUTE, "github"));

    assertThat(grants.allowsSome(Area.TOOLS, Action.EXECUTE)).isTrue();
    assertThat(grants.allowsSome(Area.TOOLS, Action.READ)).isFalse();
    assertThat(grants.allows(Permission.of(Area.TOOLS, Action.EXECUTE))).isFalse();
  }

  @Test
  void givenTwoGrants_whenJoined_thenOnlyWhatBothAllowIsAllowed() {
    Grants owner = Grants.of(
        Permission.of(Area.SERVERS, Action.READ),
        new Permission(Area.TOOLS, Action.EXECUTE, "git*"));
    Grants key = Grants.of(
        Permission.of(Area.SERVERS, Action.WRITE),
        new Permission(Area.TOOLS, Action.EXECUTE, "github/create_issue"));

    assertThat(owner.and(key).toString()).isEqualTo("tools:execute:github/create_issue");
    assertThat(key.and(owner)).isEqualTo(owner.and(key));
    assertThat(Grants.ALL.and(key)).isEqualTo(key);
    assertThat(Grants.NONE.and(key)).isEqualTo(Grants.NONE);
  }
}
