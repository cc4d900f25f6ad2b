package io.mcpmanager.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.server.rest.Api.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SecretsApiTest {

  private static final String TOKEN = "/api/v1/secrets/TOKEN";
  private static final String VALUE = "s3cret-value-17";

  private final Api api = new Api();

  @AfterEach
  void close() {
    api.close();
  }

  private Reply put(String body) {
    return api.put(TOKEN, body);
  }

  private void create(String name, String variables) {
    Reply created = api.post(
        "/api/v1/servers",
        "{\"name\":\"" + name + "\",\"launch\":{\"kind\":\"process\",\"command\":\"x\","
            + "\"environment\":{" + variables + "}}}");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
  }

  @Test
  void givenASecret_whenPut_thenEverythingButItsValueIsShown() {
    Reply put = put("{\"value\":\"" + VALUE + "\",\"description\":\"for tests\"}");
    assertThat(put.status()).as(put.text()).isEqualTo(200);
    create("files", "\"TOKEN\":\"${secret:TOKEN}\",\"PLAIN\":\"p\"");

    Reply list = api.get("/api/v1/secrets");

    assertThat(put.text() + list.text() + api.get("/api/v1/servers").text()).doesNotContain(VALUE);
    assertThat(list.data().at("/0/name").asText()).isEqualTo("TOKEN");
    assertThat(list.data().at("/0/uses/0/name").asText()).isEqualTo("files");
    assertThat(api.get(TOKEN).data()).isEqualTo(list.data().path(0));
    assertThat(api.get("/api/v1/servers/files")
            .data()
            .at("/definition/launch/environment")
            .toString())
        .isEqualTo("{\"TOKEN\":\"${secret:TOKEN}\",\"PLAIN\":\"***\"}");
  }

  @Test
  void givenANewValueOnly_whenPut_thenTheDescriptionStays() {
    put("{\"value\":\"a-value\",\"description\":\"for tests\"}");

    assertThat(put("{\"value\":\"b-value\"}").data().path("description").asText())
        .isEqualTo("for tests");
    assertThat(api.get(TOKEN).data().path("revision").asInt()).isEqualTo(2);
  }

  @Test
  void givenWhatIsWrong_whenPut_thenItIsSaidAndNotQuoted() {
    Reply malformed = put("{\"value\":\"" + VALUE + "\"");
    Reply unknown = put("{\"value\":\"" + VALUE + "\",\"note\":1}");
    Reply typed = put("{\"value\":[\"" + VALUE + "\"]}");
    Reply named = api.put("/api/v1/secrets/1%20x", "{\"value\":\"" + VALUE + "\"}");

    assertThat(malformed.code()).isEqualTo("MALFORMED_INPUT");
    assertThat(unknown.text()).contains("note");
    assertThat(typed.status()).isEqualTo(400);
    assertThat(named.status()).isEqualTo(400);
    assertThat(malformed.text() + unknown.text() + typed.text() + named.text())
        .doesNotContain(VALUE);
  }

  @Test
  void givenASecretInUse_whenDeleted_thenItMustBeForced() {
    put("{\"value\":\"a-value\"}");
    create("files", "\"TOKEN\":\"Bearer ${secret:TOKEN}\"");

    Reply refused = api.delete(TOKEN);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("IN_USE");
    assertThat(api.delete(TOKEN + "?force=true").status()).isEqualTo(200);
    assertThat(api.get(TOKEN).code()).isEqualTo("SECRET_NOT_FOUND");
  }

  @Test
  void givenNobodyWithAFormerValue_whenApplied_thenThatIsSaid() {
    put("{\"value\":\"a-value\"}");

    assertThat(api.command(TOKEN + "/apply").code()).isEqualTo("SERVER_NOT_RUNNING");
    assertThat(api.command("/api/v1/secrets/rotate-key").data().path("resealed").asInt())
        .isEqualTo(1);
  }

  @Test
  void givenAServerThatWantsACredential_whenPut_thenItIsTheCallersOwn() {
    create("files", "\"TOKEN\":\"${credential:KEY}\"");
    String mine = "/api/v1/me/credentials";
    assertThat(api.get(mine).data().at("/0/set").asBoolean()).isFalse();

    Reply put = api.put(mine + "/files/KEY", "{\"value\":\"" + VALUE + "\"}");

    assertThat(put.status()).as(put.text()).isEqualTo(200);
    assertThat(put.text()).doesNotContain(VALUE);
    assertThat(api.get(mine).data().at("/0/set").asBoolean()).isTrue();
    assertThat(api.put(mine + "/files/OTHER", "{\"value\":\"x\"}").status()).isEqualTo(400);
    assertThat(api.put(mine + "/nope/KEY", "{\"value\":\"x\"}").status()).isEqualTo(404);
    assertThat(api.delete(mine + "/files/KEY").status()).isEqualTo(200);
    assertThat(api.get(mine).data().at("/0/set").asBoolean()).isFalse();
  }
}
