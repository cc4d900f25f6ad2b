package io.mcpmanager.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpmanager.api.access.Access.NewKey;
import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.Access.OpenSession;
import io.mcpmanager.api.access.ApiKey;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.access.Role;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class AccessJsonTest {

  private static final Instant TIME = Instant.parse("2026-01-01T12:00:00Z");
  private static final Grants GRANTS = Grants.of(
      Permission.parse("tools:execute:github").orElseThrow(),
      Permission.parse("proxy:execute").orElseThrow());

  private static List<Problem> problems(ThrowingCallable call) {
    ValidationException refused = catchThrowableOfType(ValidationException.class, call);
    assertThat(refused).isNotNull();
    return refused.problems();
  }

  @Test
  void givenUser_whenWritten_thenRolesStandUnderTheirTenants() {
    var user = new User(
        "u1",
        "ada",
        "Ada",
        "a@b.c",
        Map.of("default", Set.of("viewer", "caller")),
        true,
        false,
        true,
        3,
        TIME,
        Optional.empty());

    var json = AccessJson.user(user);

    assertThat(json.at("/roles/default").toString()).isEqualTo("[\"caller\",\"viewer\"]");
    assertThat(json.path("lastSignInAt").isNull()).isTrue();
    assertThat(json.path("revision").asLong()).isEqualTo(3);
    assertThat(json.path("external").asBoolean()).isTrue();
  }

  @Test
  void givenKeyRoleSessionAndIdentity_whenWritten_thenPermissionsAreScopes() {
    var key = new ApiKey(
        "k1",
        "ci",
        "mcp_k_k1",
        "user:u1",
        "default",
        GRANTS,
        "default",
        TIME,
        Optional.of(TIME),
        Optional.empty(),
        Optional.of("k2"));
    assertThat(AccessJson.key(key).path("permissions").toString())
        .isEqualTo("[\"proxy:execute\",\"tools:execute:github\"]");
    assertThat(AccessJson.key(key).path("replacedBy").asText()).isEqualTo("k2");
    assertThat(AccessJson.role(new Role("caller", "Calls", GRANTS, false))
            .path("builtIn")
            .asText())
        .isEqualTo("false");
    var session = new OpenSession("u1.s", "u1", "session", "192.0.2.7", TIME, TIME, true);
    assertThat(AccessJson.session(session).path("address").asText()).isEqualTo("192.0.2.7");
    var identity = new Identity(
        new Principal("key:k1", Principal.Kind.CLIENT),
        "ci",
        List.of(new Identity.Membership("default", GRANTS)),
        "key:k1",
        "default",
        Optional.empty());
    assertThat(AccessJson.identity(identity).at("/tenants/0/permissions")).hasSize(2);
    assertThat(AccessJson.identity(identity).path("kind").asText()).isEqualTo("client");
  }

  @Test
  void givenWishes_whenRead_thenWhatIsNotSaidHasItsDefault() {
    assertThat(AccessJson.newUser("{\"name\":\"ada\",\"roles\":[\"viewer\"]}"))
        .isEqualTo(new NewUser("ada", "", "", Set.of("viewer"), true));
    assertThat(AccessJson.newKey("{\"name\":\"ci\",\"permissions\":[\"proxy:execute\"],"
            + "\"expiresAt\":\"2026-01-01T12:00:00Z\",\"tier\":\"low\"}"))
        .isEqualTo(new NewKey(
            "ci",
            Set.of(Permission.parse("proxy:execute").orElseThrow()),
            Optional.of(TIME),
            "low"));
    assertThat(AccessJson.role("{\"permissions\":[\"servers:read\"]}").permissions())
        .hasSize(1);
  }

  @Test
  void givenWrongWishes_whenRead_thenEveryFieldIsNamed() {
    assertThat(problems(() -> AccessJson.newUser("{\"roles\":\"admin\",\"x\":1}")))
        .extracting(Problem::field)
        .containsExactlyInAnyOrder("name", "roles", "x");
    assertThat(problems(
            () -> AccessJson.newKey("{\"name\":\"k\",\"permissions\":[\"a\",\"servers:read\",7],"
                + "\"expiresAt\":\"soon\"}")))
        .extracting(Problem::field)
        .contains("permissions[0]", "permissions[2]", "expiresAt");
    assertThat(problems(() -> AccessJson.role("[]"))).hasSize(1);
  }
}
