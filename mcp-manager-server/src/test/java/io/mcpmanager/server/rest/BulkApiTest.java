package io.mcpmanager.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.server.rest.Api.Reply;
import io.mcpmanager.testkit.LaunchStep;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BulkApiTest {

  private static final String BULK = "/api/v1/bulk";

  private final Api api = new Api();

  @AfterEach
  void stop() {
    api.manager.runtime.release();
    api.close();
  }

  @Test
  void givenServers_whenStartedTogether_thenAcceptedAndTheRunSaysWhatCameOfEach() {
    create("a", "b", "c");
    api.manager.runtime.on("b", LaunchStep.fails("no such program"));

    Reply accepted =
        api.post(BULK, "{\"command\":\"start\",\"servers\":[\"a\",\"b\",\"c\",\"nobody\"]}");

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("Location"))
        .isEqualTo(BULK + "/" + accepted.data().path("id").asText());
    JsonNode run = finish(accepted);
    assertThat(run.path("state").asText()).isEqualTo("finished");
    assertThat(run.path("items"))
        .extracting(item -> item.path("name").asText() + " "
            + item.path("state").asText() + " " + item.path("error").asText())
        .containsExactly(
            "a succeeded null",
            "b failed LAUNCH_FAILED",
            "c succeeded null",
            "nobody failed SERVER_NOT_FOUND");
    assertThat(run.path("items").get(0).path("result").path("undoable").asBoolean())
        .isTrue();
    Reply failed = api.get(accepted.header("Location") + "?items=failed");
    assertThat(failed.data().path("items")).hasSize(2);
    assertThat(api.get(BULK).data()).hasSize(1);
    assertThat(api.get(BULK).data().get(0).has("items")).isFalse();
  }

  @Test
  void givenARunUnderWay_whenCancelled_thenTheRestIsLeftAlone() {
    create("a", "b");
    api.manager.runtime.on("a", LaunchStep.hangs());

    Reply accepted =
        api.post(BULK, "{\"command\":\"start\",\"all\":true,\"parallelism\":1,\"expected\":2}");
    await().until(() -> api.manager.runtime.launchesOf("a") == 1);
    Reply cancelled = api.command(accepted.header("Location") + "/cancel");

    assertThat(cancelled.data().path("state").asText()).isEqualTo("cancelling");
    api.manager.runtime.release();
    JsonNode run = finish(accepted);
    assertThat(run.path("state").asText()).isEqualTo("cancelled");
    assertThat(run.path("items"))
        .extracting(item -> item.path("state").asText())
        .containsExactly("succeeded", "cancelled");
  }

  @Test
  void givenAFinishedRun_whenUndone_thenAcceptedOnce() {
    create("a");
    Reply started = api.post(BULK, "{\"command\":\"start\",\"filter\":{\"text\":\"a\"}}");
    assertThat(finish(started).path("undoable").asBoolean()).isTrue();

    Reply undo = api.command(started.header("Location") + "/undo");

    assertThat(undo.status()).isEqualTo(202);
    assertThat(finish(undo).path("undoes").asText())
        .isEqualTo(started.data().path("id").asText());
    assertThat(api.get("/api/v1/servers/a").data().path("state").asText()).isEqualTo("stopped");
    assertThat(api.command(started.header("Location") + "/undo").code())
        .isEqualTo("COMMAND_NOT_FOUND");
  }

  @Test
  void givenTheSameKeyTwice_whenPosted_thenThereIsOneRun() {
    create("a");
    String body = "{\"command\":\"start\",\"servers\":[\"a\"]}";

    Reply first = api.post(BULK, body, "Idempotency-Key", "k1");
    Reply second = api.post(BULK, body, "Idempotency-Key", "k1");

    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(api.get(BULK).data()).hasSize(1);
  }

  @Test
  void givenADeletionOfAll_whenTheNumberIsWrong_thenConflictAndNothingIsDeleted() {
    create("a", "b");

    Reply refused = api.post(BULK, "{\"command\":\"delete\",\"all\":true,\"expected\":1}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("SELECTION_CHANGED");
    assertThat(api.get("/api/v1/servers").data()).hasSize(2);
    finish(api.post(BULK, "{\"command\":\"delete\",\"all\":true,\"expected\":2}"));
    assertThat(api.get("/api/v1/servers").data()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', textBlock = """
      {};                                                      command servers
      {"command":"fly","all":true};                            command
      {"command":"stop","servers":[]};                         servers
      {"command":"stop","servers":["a",1]};                    servers[1]
      {"command":"stop","filter":{}};                          filter
      {"command":"stop","filter":{"states":["asleep"]}};       filter.states
      {"command":"stop","filter":{"name":"a"}};                filter.name
      {"command":"stop","all":true,"servers":["a"]};           servers
      {"command":"delete","filter":{"text":"a"}};              expected
      {"command":"delete","all":true,"expected":"2"};          expected
      {"command":"stop","all":true,"parallelism":0,"x":1};     x
      {"command":"stop","all":true,"parallelism":0};           parallelism
      """)
  void givenAWrongRequest_whenPosted_thenItsFieldsAreNamed(String body, String fields) {
    Reply refused = api.post(BULK, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("details"))
        .extracting(problem -> problem.path("field").asText())
        .containsExactlyElementsOf(List.of(fields.split(" ")));
    assertThat(api.get(BULK).data()).isEmpty();
  }

  @Test
  void givenAnUnknownRun_whenAsked_thenNotFound() {
    assertThat(api.get(BULK + "/nothing").code()).isEqualTo("BULK_RUN_NOT_FOUND");
    assertThat(api.command(BULK + "/nothing/cancel").status()).isEqualTo(404);
  }

  private void create(String... names) {
    for (String name : names) {
      api.post(
          "/api/v1/servers",
          "{\"name\":\"" + name + "\",\"launch\":{\"kind\":\"process\",\"command\":\"c\"}}");
    }
  }

  private JsonNode finish(Reply accepted) {
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    String path = accepted.header("Location");
    await().until(() -> !api.get(path).data().path("finishedAt").isNull());
    return api.get(path).data();
  }
}
