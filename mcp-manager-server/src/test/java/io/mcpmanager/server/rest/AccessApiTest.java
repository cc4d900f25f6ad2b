package io.mcpmanager.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.server.rest.Api.Reply;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AccessApiTest {

  private static final String USERS = "/api/v1/users";
  private static final String ADA = "{\"name\":\"ada\",\"roles\":[\"viewer\"]}";

  private final Api api = new Api();

  @AfterEach
  void close() {
    api.close();
  }

  private Reply put(String path, String body, String... headers) {
    return api.send("PUT", path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  private Reply delete(String path) {
    return api.send("DELETE", path, null);
  }

  @Test
  void givenUser_whenCreatedChangedAndDeleted_thenEachIsSeen() {
    Reply created = api.post(USERS, ADA);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.header("Location"))
        .isEqualTo(USERS + "/" + created.data().path("id").asText());
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(created.data().at("/roles/default/0").asText()).isEqualTo("viewer");

    Reply changed = put(
        USERS + "/ada",
        "{\"name\":\"ada\",\"displayName\":\"Ada L.\",\"roles\":[\"operator\"]}",
        "If-Match",
        "\"1\"");
    assertThat(changed.data().path("displayName").asText()).isEqualTo("Ada L.");
    assertThat(put(USERS + "/ada", ADA, "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(api.get(USERS).data()).hasSize(1);
    assertThat(api.get(USERS + "?after=ada").data()).isEmpty();

    assertThat(delete(USERS + "/ada").status()).isEqualTo(200);
    assertThat(api.get(USERS + "/ada").code()).isEqualTo("USER_NOT_FOUND");
  }

  @Test
  void givenWrongUser_whenCreated_thenEveryFieldIsNamed() {
    Reply refused = api.post(
        USERS, "{\"name\":\" no such name \",\"roles\":[\"king\"],\"email\":\"\\u0007\",\"x\":1}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("x");
    assertThat(api.post(USERS, "{\"name\":\"a b\",\"roles\":[\"king\"]}").text())
        .contains("\"name\"", "\"roles\"");
    assertThat(api.post(USERS, "[]").status()).isEqualTo(400);
    Reply first = api.post(USERS, ADA);
    assertThat(first.status()).isEqualTo(201);
    assertThat(api.post(USERS, ADA).code()).isEqualTo("NAME_TAKEN");
  }

  @Test
  void givenInvitation_whenMade_thenItsPathHidesTheTokenFromServers() {
    Reply created = api.post(USERS, ADA);
    Reply invited = api.post(USERS + "/ada/invitation", "");

    assertThat(created.status()).isEqualTo(201);
    assertThat(invited.status()).as(invited.text()).isEqualTo(201);
    assertThat(invited.data().path("path").asText())
        .isEqualTo("/sign-in/link#" + invited.data().path("token").asText());
    assertThat(api.get(USERS + "/ada/sessions").data()).isEmpty();
    assertThat(api.get(USERS + "/ada/data").json().at("/user/name").asText()).isEqualTo("ada");
    assertThat(delete(USERS + "/ada/sessions/none").code()).isEqualTo("SESSION_NOT_FOUND");
    assertThat(delete(USERS + "/ada/second-factor").status()).isEqualTo(200);
    assertThat(delete(USERS + "/ada/data").data().path("users").asInt()).isEqualTo(1);
  }

  @Test
  void givenRole_whenPut_thenItIsShownGivenAndKeptWhileUsed() {
    Reply put = put(
        "/api/v1/roles/caller",
        "{\"description\":\"Calls\",\"permissions\":[\"tools:execute:github\",\"proxy:execute\"]}");
    assertThat(put.status()).as(put.text()).isEqualTo(200);
    assertThat(put.data().path("permissions").toString())
        .isEqualTo("[\"proxy:execute\",\"tools:execute:github\"]");
    assertThat(api.get("/api/v1/roles").data().findValuesAsText("name"))
        .containsExactly("viewer", "operator", "admin", "caller");
    assertThat(
            put("/api/v1/roles/admin", "{\"permissions\":[\"servers:read\"]}").status())
        .isEqualTo(400);
    assertThat(put("/api/v1/roles/x", "{\"permissions\":[\"servers:fly\"]}").text())
        .contains("permissions[0]");

    Reply user = api.post(USERS, "{\"name\":\"bob\",\"roles\":[\"caller\"]}");
    assertThat(user.status()).isEqualTo(201);
    assertThat(delete("/api/v1/roles/caller").code()).isEqualTo("IN_USE");
    assertThat(delete(USERS + "/bob").status()).isEqualTo(200);
    assertThat(delete("/api/v1/roles/caller").status()).isEqualTo(200);
    assertThat(delete("/api/v1/roles/caller").code()).isEqualTo("ROLE_NOT_FOUND");
  }

  @Test
  void givenKey_whenMadeRotatedAndRevoked_thenOnlyTheFirstAnswerShowsIt() {
    Reply made = api.post(
        "/api/v1/keys",
        "{\"name\":\"ci\",\"permissions\":[\"servers:read\"],"
            + "\"expiresAt\":\"2099-01-01T00:00:00Z\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.data().path("secret").asText()).startsWith("mcp_k_");

    JsonNode listed = api.get("/api/v1/keys").data();
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).has("secret")).isFalse();
    String id = made.data().path("id").asText();
    Reply rotated = api.post("/api/v1/keys/" + id + "/rotate", "{\"overlap\":\"PT1H\"}");
    assertThat(rotated.status()).as(rotated.text()).isEqualTo(201);
    assertThat(api.post("/api/v1/keys/" + id + "/rotate", "{\"overlap\":\"a while\"}")
            .status())
        .isEqualTo(400);
    assertThat(delete("/api/v1/keys/" + id).status()).isEqualTo(200);
    assertThat(delete("/api/v1/keys/" + id).code()).isEqualTo("API_KEY_NOT_FOUND");
    assertThat(
            api.post("/api/v1/keys", "{\"name\":\"x\",\"expiresAt\":\"soon\"}").text())
        .contains("expiresAt");
  }

  @Test
  void givenNobodyWhoSignedIn_whenTheyAskAboutThemselves_thenThereIsNoUser() {
    assertThat(api.get("/api/v1/me").data().path("permissions").toString())
        .isEqualTo("[\"admin:full\"]");
    assertThat(api.get("/api/v1/me").data().has("user")).isFalse();
    assertThat(
            api.post("/api/v1/me/password", "{\"wanted\":\"a quiet harbour\"}").code())
        .isEqualTo("ACCESS_DENIED");
    assertThat(api.get("/api/v1/me/sessions").code()).isEqualTo("ACCESS_DENIED");
    assertThat(api.post("/api/v1/me/second-factor", "").code()).isEqualTo("ACCESS_DENIED");
    assertThat(api.post("/api/v1/me/second-factor/confirm", "{\"code\":\"1\"}").code())
        .isEqualTo("ACCESS_DENIED");
    assertThat(api.post("/api/v1/signing-keys/roll", "").status()).isEqualTo(200);
  }
}
