package io.mcpmanager.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallRecord.Outcome;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.server.rest.Api.Reply;
import io.mcpmanager.testkit.LaunchStep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RestApiTest {

  private static final String SERVERS = "/api/v1/servers";
  private static final String FILES = """
      {"name":"files","launch":{"kind":"process","command":"echo","environment":{"KEY":"hush"}}}""";

  private final Api api = new Api();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void givenADefinition_whenPosted_thenCreatedWithLocationAndTagAndWithoutSecrets() {
    Reply created = api.post(SERVERS, FILES);

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location"))
        .isEqualTo(SERVERS + "/" + created.data().path("id").asText());
    assertThat(created.header("ETag")).startsWith("\"1.");
    assertThat(created.header("Cache-Control")).isEqualTo("no-store");
    assertThat(created.text()).doesNotContain("hush").contains("\"KEY\":\"***\"");
    assertThat(api.get(created.header("Location")).data()).isEqualTo(created.data());
    assertThat(api.get(SERVERS + "/files").data()).isEqualTo(created.data());
  }

  @Test
  void givenManyServers_whenListed_thenFilteredSortedAndPaged() {
    for (String name : List.of("b", "a", "c")) {
      create(name);
    }
    api.command(SERVERS + "/b/start");

    Reply page = api.get(SERVERS + "?pageSize=2&descending=true");
    assertThat(page.data()).extracting(s -> s.path("name").asText()).containsExactly("c", "b");
    assertThat(page.json().path("meta").toString())
        .isEqualTo("{\"page\":1,\"pageSize\":2,\"total\":3,\"pages\":2}");
    assertThat(api.get(SERVERS + "?state=running,error").data())
        .extracting(s -> s.path("name").asText())
        .containsExactly("b");
  }

  @Test
  void givenAServer_whenItIsCommanded_thenTheResultSaysWhatHappened() {
    create("a");

    Reply started = api.command(SERVERS + "/a/start");
    assertThat(started.status()).isEqualTo(200);
    assertThat(started.data().path("success").asBoolean()).isTrue();
    assertThat(started.data().path("correlationId").asText())
        .isEqualTo(started.header("X-Request-Id"));
    assertThat(state("a")).isEqualTo("running");

    assertThat(api.command(SERVERS + "/a/stop").status()).isEqualTo(200);
    assertThat(state("a")).isEqualTo("stopped");
    assertThat(api.command(SERVERS + "/a/maintenance").status()).isEqualTo(200);
    assertThat(state("a")).isEqualTo("maintenance");
    assertThat(api.delete(SERVERS + "/a/maintenance").status()).isEqualTo(200);
    assertThat(api.command(SERVERS + "/a/disable").status()).isEqualTo(200);

    Reply disabled = api.command(SERVERS + "/a/start");
    assertThat(disabled.status()).isEqualTo(409);
    assertThat(disabled.code()).isEqualTo("SERVER_DISABLED");

    JsonNode checks = api.get(SERVERS + "/a/commands").data();
    assertThat(checks)
        .filteredOn(c -> c.path("command").asText().equals("start"))
        .singleElement()
        .satisfies(c -> assertThat(c.path("error").asText()).isEqualTo("SERVER_DISABLED"));
  }

  @Test
  void givenServerWhoseHealthStaysTheSame_whenCheckedAgain_thenItsTagStays() {
    create("a");
    api.command(SERVERS + "/a/start");
    report(HealthStatus.HEALTHY, 3);
    String tag = api.get(SERVERS + "/a").header("ETag");

    report(HealthStatus.HEALTHY, 5);
    assertThat(api.get(SERVERS + "/a", "If-None-Match", tag).status()).isEqualTo(304);

    report(HealthStatus.DEGRADED, 5);
    assertThat(api.get(SERVERS + "/a", "If-None-Match", tag).status()).isEqualTo(200);
  }

  private void report(HealthStatus status, int millis) {
    Server server =
        api.manager.servers().findByName(CallContext.system("test"), "a").orElseThrow();
    api.manager.clock.advance(Duration.ofSeconds(1));
    var report =
        new HealthReport(status, api.manager.clock.now(), Duration.ofMillis(millis), 0, null);
    api.manager.reportHealth(server, report);
    await().until(() -> api.get(SERVERS + "/a/health")
        .data()
        .path("checkedAt")
        .asText()
        .equals(api.manager.clock.now().toString()));
  }

  @Test
  void givenNoChecks_whenHealthIsRead_thenItSaysSo() {
    create("a");

    JsonNode history = api.get(SERVERS + "/a/health/history?range=7d").data();
    assertThat(history.path("points")).hasSize(84);
    assertThat(history.path("uptimePercent").isNull()).isTrue();
    assertThat(history.path("availability").path("errorBudget").asText()).isEqualTo("PT10M4.8S");
    assertThat(api.get(SERVERS + "/a/health/history?range=2h").status()).isEqualTo(400);
    assertThat(api.get(SERVERS + "/nobody/health/history").status()).isEqualTo(404);
    assertThat(api.get("/api/v1/health").data().path("counts").path("unknown").asInt())
        .isEqualTo(1);
  }

  @Test
  void givenACommand_whenUndone_thenItsInverseIsCarriedOut() {
    create("a");
    String correlation =
        api.command(SERVERS + "/a/start").data().path("correlationId").asText();

    assertThat(api.command("/api/v1/commands/" + correlation + "/undo").status())
        .isEqualTo(200);
    assertThat(state("a")).isEqualTo("stopped");
    assertThat(api.command("/api/v1/commands/none/undo").code()).isEqualTo("COMMAND_NOT_FOUND");
  }

  @Test
  void givenAStartThatFails_whenCommanded_thenTheFailureHasStatusCodeAndResult() {
    create("a");
    api.manager.runtime.on("a", LaunchStep.fails("no such file"));

    Reply failed = api.command(SERVERS + "/a/start");

    assertThat(failed.status()).isEqualTo(502);
    assertThat(failed.code()).isEqualTo("LAUNCH_FAILED");
    assertThat(failed.json().path("success").asBoolean()).isFalse();
    assertThat(failed.json().path("error").asText()).contains("no such file");
    assertThat(failed.data().path("command").asText()).isEqualTo("start");
  }

  @Test
  void givenAnIllegalTransition_whenCommanded_thenTheConflictNamesStateAndAllowedOnes() {
    create("a");
    api.command(SERVERS + "/a/start");

    Reply refused = api.delete(SERVERS + "/a/maintenance");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("ILLEGAL_TRANSITION");
    assertThat(refused.json().path("error").asText()).contains("running").contains("stopping");
    assertThat(state("a")).isEqualTo("running");
  }

  @Test
  void givenAChange_whenBasedOnTheTag_thenDone_andWhenStale_thenRefused() {
    Reply created = api.post(SERVERS, FILES);
    String changed = FILES.replace("\"hush\"", "\"***\"").replace("echo", "cat");

    Reply done = api.put(SERVERS + "/files", changed, "If-Match", created.header("ETag"));
    Reply stale = api.put(SERVERS + "/files", FILES, "If-Match", created.header("ETag"));
    Reply byRevision = api.put(SERVERS + "/files", changed, "If-Match", "\"2\"");

    assertThat(done.status()).isEqualTo(200);
    assertThat(done.data().path("revision").asInt()).isEqualTo(2);
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.code()).isEqualTo("STALE_REVISION");
    assertThat(byRevision.status()).isEqualTo(200);
    assertThat(api.put(SERVERS + "/files", FILES, "If-Match", "x").status()).isEqualTo(400);
    assertThat(api.delete(SERVERS + "/files", "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(api.get(SERVERS + "/export").text()).contains("\"KEY\":\"hush\"");
  }

  @Test
  void givenATag_whenNothingHasChanged_thenNotModified_andWhenTheStateChanged_thenSent() {
    create("a");
    String tag = api.get(SERVERS + "/a").header("ETag");

    Reply same = api.get(SERVERS + "/a", "If-None-Match", tag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.text()).isEmpty();

    api.command(SERVERS + "/a/start");
    assertThat(api.get(SERVERS + "/a", "If-None-Match", tag).status()).isEqualTo(200);
  }

  @Test
  void givenAnIdempotencyKey_whenTheRequestIsRepeated_thenItHasOneEffect() {
    Reply first = api.post(SERVERS, FILES, "Idempotency-Key", "k1");
    Reply again = api.post(SERVERS, FILES, "Idempotency-Key", "k1");
    Reply other = api.post(SERVERS, FILES.replace("files", "other"), "Idempotency-Key", "k1");

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.data()).isEqualTo(first.data());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(other.status()).isEqualTo(422);
    assertThat(api.get(SERVERS).data()).hasSize(1);
  }

  @Test
  void givenADocument_whenImported_thenNewServersAreCreatedAndKnownOnesSkipped() {
    create("a");

    Reply imported = api.post(SERVERS + "/import", """
        {"mcpServers":{"a":{"command":"x"},"b":{"command":"y","env":{"T":"${TOKEN}"}}}}""");

    assertThat(imported.status()).isEqualTo(200);
    assertThat(imported.data().path("skipped").toString()).isEqualTo("[\"a\"]");
    assertThat(imported.data().path("created"))
        .extracting(s -> s.path("name").asText())
        .containsExactly("b");
    assertThat(imported.text()).doesNotContain("s3cret");
  }

  @Test
  void givenAServer_whenCopiedValidatedAndDeleted_thenEachDoesItsPart() {
    create("a");

    assertThat(api.post(SERVERS + "/a/copy", "{\"name\":\"b\"}").status()).isEqualTo(201);
    assertThat(api.post(SERVERS + "/validate", FILES).data().path("valid").asBoolean())
        .isTrue();
    Reply invalid =
        api.post(SERVERS + "/validate", "{\"name\":\"a\",\"launch\":{\"kind\":\"process\"}}");
    assertThat(invalid.status()).isEqualTo(200);
    assertThat(invalid.data().path("problems").toString()).contains("launch.command");
    String a = api.get(SERVERS + "/a").data().path("definition").toString();
    assertThat(api.post(SERVERS + "/validate?server=a", a).data().path("valid").asBoolean())
        .isTrue();
    assertThat(api.post(SERVERS + "/validate?server=b", a)
            .data()
            .at("/problems/0/field")
            .asText())
        .isEqualTo("name");
    assertThat(api.post(SERVERS + "/validate?server=none", a).status()).isEqualTo(404);
    assertThat(api.delete(SERVERS + "/b").status()).isEqualTo(200);
    assertThat(api.get(SERVERS + "/b").status()).isEqualTo(404);
  }

  @Test
  void givenALog_whenRead_thenPagedAndFiltered() {
    ServerId id = ServerId.of(create("a").data().path("id").asText());
    for (int i = 1; i <= 5; i++) {
      api.manager.logs.append(id, i % 2 == 0 ? LogStream.STDOUT : LogStream.STDERR, "line " + i);
    }

    Reply newest = api.get(SERVERS + "/a/logs?limit=2");
    assertThat(newest.data())
        .extracting(l -> l.path("text").asText())
        .containsExactly("line 5", "line 4");
    assertThat(newest.json().path("meta").path("nextCursor").asInt()).isEqualTo(4);
    assertThat(api.get(SERVERS + "/a/logs?after=3&stream=stderr").data())
        .extracting(l -> l.path("text").asText())
        .containsExactly("line 5");
    assertThat(api.get(SERVERS + "/a/logs?q=LINE+2").data()).hasSize(1);
    assertThat(api.get(SERVERS + "/a/logs?limit=1001").status()).isEqualTo(400);

    Reply lines = api.get(SERVERS + "/a/logs/export?stream=stderr");
    assertThat(lines.text().lines()).hasSizeGreaterThan(1).allMatch(line -> line.startsWith("{"));
    assertThat(lines.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    assertThat(lines.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"a.ndjson\"");
    Reply text = api.get(SERVERS + "/a/logs/export?format=text");
    assertThat(text.text().lines().findFirst().orElseThrow()).endsWith("stderr info  line 1");
    assertThat(api.get(SERVERS + "/a/logs/export?format=pdf").status()).isEqualTo(400);
    assertThat(api.get(SERVERS + "/nobody/logs/export").status()).isEqualTo(404);
  }

  @Test
  void givenEvents_whenRead_thenPagedByCursorAndFiltered() {
    create("a");
    create("b");
    api.command(SERVERS + "/a/start");

    Reply first = api.get("/api/v1/events?after=0&limit=1");
    assertThat(first.data().get(0).path("sequence").asInt()).isEqualTo(1);
    assertThat(first.json().path("meta").path("nextCursor").asInt()).isEqualTo(1);
    assertThat(api.get("/api/v1/events?type=server.created&server=b").data()).hasSize(1);
    assertThat(api.get("/api/v1/events?type=server.nonsense").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/events").data().get(0).path("sequence").asInt()).isGreaterThan(2);
  }

  @Test
  void givenConfiguration_whenAskedFor_thenEveryKeySaysWhatItIsAndWhereThatCameFrom() {
    JsonNode keys = api.get("/api/v1/configuration").data();

    assertThat(keys).hasSizeGreaterThan(30);
    assertThat(keys)
        .anyMatch(key -> key.path("key").asText().equals("http.max-body-bytes")
            && key.path("value").asText().equals("65536")
            && key.path("origin").asText().equals("argument")
            && key.path("default").asText().equals("10485760")
            && key.path("variable").asText().equals("MCP_HTTP_MAX_BODY_BYTES"))
        .anyMatch(key -> key.path("key").asText().equals("log.level")
            && key.path("origin").asText().equals("default"));
  }

  @Test
  void givenCalls_whenAskedFor_thenTheLatestAreShownAndCounted() {
    create("files");
    Server files =
        api.manager.servers().findByName(CallContext.system("test"), "files").orElseThrow();
    api.manager.calls().happened(call(files, "echo", Outcome.SUCCEEDED, null));
    api.manager.calls().happened(call(files, "<b>", Outcome.FAILED, "it is not running"));

    JsonNode calls = api.get("/api/v1/gateway/calls?server=files&limit=5").data();

    assertThat(calls).hasSize(2);
    assertThat(calls.at("/0/target").asText()).isEqualTo("<b>");
    assertThat(calls.at("/0/outcome").asText()).isEqualTo("failed");
    assertThat(calls.at("/0/error").asText()).isEqualTo("it is not running");
    assertThat(calls.at("/1/durationMicros").asLong()).isEqualTo(1500);
    assertThat(calls.at("/1/error").isNull()).isTrue();
    assertThat(api.get("/api/v1/gateway/calls?server=none").code()).isEqualTo("SERVER_NOT_FOUND");
    assertThat(api.get("/api/v1/gateway/calls?limit=0").status()).isEqualTo(400);
    JsonNode statistics =
        api.get("/api/v1/gateway/statistics?server=files&range=24h").data();
    assertThat(statistics.path("step").asText()).isEqualTo("PT15M");
    assertThat(statistics.at("/total/calls").asLong()).isEqualTo(2);
    assertThat(statistics.at("/points/0/medianMillis").isNull()).isTrue();
    assertThat(statistics.at("/tools/0/tool").asText()).isEqualTo("echo");
    assertThat(statistics.at("/servers/0/p95Millis").asDouble()).isEqualTo(2.0);
    assertThat(api.get("/api/v1/gateway/statistics?range=7d").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/gateway/statistics?server=none").code())
        .isEqualTo("SERVER_NOT_FOUND");
    assertThat(api.get("/metrics").text())
        .contains("mcp_tool_calls_total{outcome=\"failed\",server_name=\"files\"} 1.0")
        .contains("mcp_tool_call_duration_seconds_count{server_name=\"files\"} 2");
  }

  private static CallRecord call(
      Server server, String tool, Outcome outcome, @Nullable String error) {
    return new CallRecord(
        Instant.EPOCH,
        Duration.ofNanos(1_500_000),
        "c-1",
        "1",
        "client",
        "system",
        server.id(),
        server.name(),
        "tools/call",
        tool,
        outcome,
        error,
        100,
        200);
  }

  @Test
  void givenTools_whenListedAndCalled_thenTheGatewayAnswers() {
    assertThat(api.get("/api/v1/tools?q=ECHO").data()).hasSize(1);
    assertThat(api.get("/api/v1/tools?server=other").data()).isEmpty();

    Reply called = api.post("/api/v1/tools/files__echo/call", "{\"a\":1}");
    assertThat(called.status()).isEqualTo(200);
    assertThat(called.data().path("structuredContent").toString()).isEqualTo("{\"a\":1}");
    assertThat(api.post("/api/v1/tools/none/call", "{}").status()).isEqualTo(502);
    assertThat(api.post("/api/v1/tools/files__echo/call", "[]").code())
        .isEqualTo("VALIDATION_FAILED");
  }

  @Test
  void givenRequests_whenMetricsAreRead_thenTheyAreCountedByRoute() {
    create("a");
    api.command(SERVERS + "/a/start");
    api.get("/nowhere/" + "x".repeat(50));

    String metrics = api.get("/metrics").text();

    assertThat(metrics)
        .contains(
            "http_request_duration_seconds_count{method=\"POST\",route=\"/api/v1/servers\",status_code=\"201\"}")
        .contains("route=\"/api/v1/servers/{server}/start\"")
        .contains("mcp_active_servers 1.0")
        .contains("mcp_active_connections 1.0")
        .doesNotContain("xxxxx");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"name":"x","launch":{"kind":"process","command":"c"},"nam":1} | 400 | VALIDATION_FAILED | nam | UNKNOWN_FIELD
      {"name":5,"launch":{"kind":"process","command":"c"}}           | 400 | VALIDATION_FAILED | name | WRONG_TYPE
      {"launch":{"kind":"process","command":"c"}}                    | 400 | VALIDATION_FAILED | name | REQUIRED
      {"name":"x"}                                                   | 400 | VALIDATION_FAILED | launch | REQUIRED
      {"name":"x","launch":{"kind":"process"}}                       | 400 | VALIDATION_FAILED | launch.command | REQUIRED
      {"name":"x","launch":{"kind":"ship","command":"c"}}            | 400 | VALIDATION_FAILED | launch.kind | NOT_ALLOWED
      {"name":"x","launch":{"kind":"remote","url":"ftp://h"}}        | 400 | VALIDATION_FAILED | launch.url | INVALID_FORMAT
      {"name":"taken","launch":{"kind":"process","command":"c"}}     | 409 | NAME_TAKEN | name | DUPLICATE
      {"name":"x",                                                   | 400 | MALFORMED_INPUT | '' | INVALID_FORMAT
      {"name":"x"} trailing                                          | 400 | MALFORMED_INPUT | '' | INVALID_FORMAT
      []                                                             | 400 | VALIDATION_FAILED | '' | WRONG_TYPE
      """)
  void givenABadDefinition_whenPosted_thenStatusCodeAndFieldSaySo(
      String body, int status, String code, String field, String problem) {
    create("taken");

    Reply refused = api.post(SERVERS, body);

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.json().path("requestId").asText()).isEqualTo(refused.header("X-Request-Id"));
    assertThat(refused.json().path("details")).anySatisfy(detail -> {
      assertThat(detail.path("field").asText()).isEqualTo(field);
      assertThat(detail.path("code").asText()).isEqualTo(problem);
    });
    assertThat(api.get(SERVERS).data()).hasSize(1);
  }

  @Test
  void givenBadRequests_whenSent_thenEachHasItsStatusAndCode() {
    byte[] notUtf8 = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    refused(api.send("POST", SERVERS, notUtf8), 400, "MALFORMED_INPUT");
    refused(api.send("POST", SERVERS, new byte[0]), 415, "UNSUPPORTED_MEDIA_TYPE");
    refused(api.post(SERVERS, FILES, "Content-Type", "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE");
    refused(api.get(SERVERS, "Accept", "text/csv"), 406, "UNSUPPORTED_MEDIA_TYPE");
    refused(api.post(SERVERS, "\"" + "x".repeat(Api.MAX_BODY_BYTES) + "\""), 413, "TOO_LARGE");
    refused(api.get(SERVERS + "/none"), 404, "SERVER_NOT_FOUND");
    refused(api.get(SERVERS + "/%7Bx%7D/health"), 404, "SERVER_NOT_FOUND");
    refused(api.get("/api/v1/nothing"), 404, "ROUTE_NOT_FOUND");
    refused(api.get(SERVERS + "?pageSize=101"), 400, "VALIDATION_FAILED");
    refused(api.get(SERVERS + "?state=flying"), 400, "VALIDATION_FAILED");
    refused(api.get(SERVERS + "?nonsense=1"), 400, "VALIDATION_FAILED");
    refused(api.get(SERVERS, "Origin", "https://evil.example"), 403, "ORIGIN_NOT_ALLOWED");

    Reply wrongMethod = api.send("PATCH", SERVERS, FILES.getBytes(StandardCharsets.UTF_8));
    refused(wrongMethod, 405, "METHOD_NOT_ALLOWED");
    assertThat(wrongMethod.header("Allow")).isEqualTo("GET, POST");
  }

  private static void refused(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.json().path("success").asBoolean(true)).isFalse();
    assertThat(reply.json().path("error").asText()).isNotBlank();
    assertThat(reply.json().path("requestId").asText()).isNotBlank();
  }

  private Reply create(String name) {
    return api.post(SERVERS, FILES.replace("files", name));
  }

  private String state(String name) {
    return api.get(SERVERS + "/" + name).data().path("state").asText();
  }
}
