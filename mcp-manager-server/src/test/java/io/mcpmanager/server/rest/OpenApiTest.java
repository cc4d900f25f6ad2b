package io.mcpmanager.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.server.auth.SessionCookies;
import io.mcpmanager.server.diagnostics.Instruments;
import io.mcpmanager.server.rest.Api.Reply;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OpenApiTest {

  private static final String DEFINITION =
      "{\"name\":\"NAME\",\"launch\":{\"kind\":\"process\",\"command\":\"c\"}}";
  private static final Map<String, String> BODIES = Map.ofEntries(
      Map.entry("ServerDefinition", DEFINITION.replace("NAME", "n")),
      Map.entry("NewName", "{\"name\":\"copy\"}"),
      Map.entry("ImportDocument", "{\"servers\":[]}"),
      Map.entry("ToolArguments", "{}"),
      Map.entry("BulkRequest", "{\"command\":\"enable\",\"servers\":[\"files\"]}"),
      Map.entry(
          "NewLogLevel",
          "{\"logger\":\"io.mcpmanager.test\",\"level\":\"debug\",\"for\":\"PT10M\"}"),
      Map.entry("NewToolPolicy", "{\"revision\":0}"),
      Map.entry("NewUser", "{\"name\":\"ada\",\"roles\":[\"viewer\"]}"),
      Map.entry("NewRole", "{\"permissions\":[\"servers:read\"]}"),
      Map.entry("NewApiKey", "{\"name\":\"k\",\"permissions\":[\"servers:read\"]}"),
      Map.entry("NewKeyRotation", "{\"overlap\":\"PT1H\"}"),
      Map.entry("PasswordChange", "{\"wanted\":\"a quiet harbour\"}"),
      Map.entry("Code", "{\"code\":\"123456\"}"),
      Map.entry("NewSecret", "{\"value\":\"a-secret\"}"),
      Map.entry(
          "PinApproval", "{\"server\":\"files\",\"tools\":[{\"tool\":\"echo\",\"hash\":\"x\"}]}"),
      Map.entry("Denial", "{\"reason\":\"no\"}"),
      Map.entry("PolicyQuestion", "{\"server\":\"files\",\"tool\":\"echo\"}"));

  private final Api api = new Api();
  private JsonNode document = JsonNodeFactory.instance.missingNode();

  @BeforeEach
  void read() {
    document = api.get("/api/v1/openapi.json").json();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void givenTheTable_whenDescribed_thenEveryRouteIsThereWithAUniqueName() {
    List<Route> table = RestApi.table(
        api.manager,
        new SystemInfo("1", "data", InstantSource.system().instant(), List.of()),
        InstantSource.system(),
        Instruments.in(Path.of("unused"), api.manager.clock),
        new SignInSetup(true, List.of(), new SessionCookies(() -> 1)));

    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    Set<String> names = new HashSet<>();
    for (Route route : table) {
      JsonNode operation = operation(route);
      assertThat(operation.isObject()).as(route.path()).isTrue();
      assertThat(names.add(operation.path("operationId").asText())).isTrue();
      assertThat(operation.path("summary").asText()).isNotBlank();
      for (String part : route.path().split("/")) {
        if (part.startsWith("{")) {
          assertThat(operation.path("parameters"))
              .as(route.path())
              .anyMatch(p -> p.path("in").asText().equals("path")
                  && ("{" + p.path("name").asText() + "}").equals(part));
        }
      }
    }
  }

  @Test
  void givenTheDocument_whenItsReferencesAreFollowed_thenAllLeadSomewhere() {
    var references = new ArrayList<String>();
    collect(document, references);

    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode())
          .as(reference)
          .isFalse();
    }
  }

  @Test
  void givenEveryRoute_whenAsked_thenItAnswersAsTheDocumentSays() {
    ServerId id = ServerId.of(api.post("/api/v1/servers", DEFINITION.replace("NAME", "files"))
        .data()
        .path("id")
        .asText());
    api.manager.logs.append(id, LogStream.STDERR, "hello");
    String undo =
        api.command("/api/v1/servers/files/start").data().path("correlationId").asText();
    String run =
        api.post("/api/v1/bulk", BODIES.get("BulkRequest")).data().path("id").asText();
    String user = api.post("/api/v1/users", BODIES.get("NewUser").replace("ada", "eve"))
        .data()
        .path("id")
        .asText();
    String key =
        api.post("/api/v1/keys", BODIES.get("NewApiKey")).data().path("id").asText();
    List<Route> table = RestApi.table(
        api.manager,
        new SystemInfo("1", "data", InstantSource.system().instant(), List.of()),
        InstantSource.system(),
        Instruments.in(Path.of("unused"), api.manager.clock),
        new SignInSetup(true, List.of(), new SessionCookies(() -> 1)));

    for (Route route : table) {
      if (route.path().endsWith("openapi.json")) {
        continue;
      }
      String path = route
          .path()
          .replace("{server}", "files")
          .replace("{user}", user)
          .replace("{session}", "none")
          .replace("{role}", "viewing")
          .replace("{key}", key)
          .replace("{correlationId}", undo)
          .replace("{run}", run)
          .replace("{name}", "files__echo")
          .replace("{secret}", "TOKEN")
          .replaceAll("\\{[A-Za-z]+}", "none");
      String body =
          route.requestSchema() == null ? "" : BODIES.getOrDefault(route.requestSchema(), "");
      Reply reply =
          api.send(route.method(), path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));

      JsonNode answer = operation(route).path("responses").path(Integer.toString(reply.status()));
      assertThat(answer.isObject())
          .as(route.method() + " " + path + " answered " + reply.status() + " " + reply.text())
          .isTrue();
      String mediaType = route.mediaTypes().getFirst();
      if (!mediaType.equals(Route.JSON) && reply.status() == route.status()) {
        assertThat(reply.header("Content-Type")).startsWith(mediaType);
        continue;
      }
      assertThat(violations(
              answer.path("content").path("application/json").path("schema"), reply.json()))
          .as(route.method() + " " + path + " " + reply.text())
          .isEmpty();
      if (route.method().equals("DELETE") && path.endsWith("/files")) {
        api.post("/api/v1/servers", DEFINITION.replace("NAME", "files"));
      }
    }
  }

  @Test
  void givenThePage_whenOpened_thenItAndItsPartsAreServed() {
    assertThat(api.get("/api/docs").header("Content-Type")).startsWith("text/html");
    assertThat(api.get("/api/docs").header("Content-Security-Policy"))
        .contains("script-src 'self'");
    assertThat(api.get("/api/docs.js").header("Content-Type")).startsWith("text/javascript");
    assertThat(api.get("/api/docs.css").status()).isEqualTo(200);
  }

  private List<String> violations(JsonNode schema, JsonNode value) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", document.path("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole)
        .validate(value)
        .stream()
        .map(Object::toString)
        .toList();
  }

  private JsonNode operation(Route route) {
    return document.path("paths").path(route.path()).path(route.method().toLowerCase(Locale.ROOT));
  }

  private static void collect(JsonNode node, List<String> references) {
    if (node.path("$ref").isTextual()) {
      references.add(node.path("$ref").asText());
    }
    node.forEach(child -> collect(child, references));
  }
}
