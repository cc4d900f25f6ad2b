package io.mcpmanager.server.diagnostics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.spi.DiagnosticCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Whether the configured port is free, ours, or somebody else's. */
final class PortCheck implements DiagnosticCheck {

  private static final String ID = "port";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final JsonMapper JSON = new JsonMapper();

  private final ManagerConfig.Http http;

  PortCheck(ManagerConfig.Http http) {
    this.http = http;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Finding> examine(CallContext context) throws InterruptedException {
    if (http.port() == 0) {
      return List.of(Finding.ok(ID, "any free port is taken at the start"));
    }
    return List.of(isFree() ? Finding.ok(ID, place() + " is free") : whose());
  }

  private boolean isFree() {
    try (var socket = new ServerSocket()) {
      // a port whose last connections are still in TIME_WAIT is free, as it is for the server
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(http.host()), http.port()));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private Finding whose() throws InterruptedException {
    String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
    var request = HttpRequest.newBuilder(
            URI.create("http://" + host + ":" + http.port() + "/api/v1/system-info"))
        .timeout(PATIENCE)
        .build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      JsonNode answer = ask(client, request);
      if (answer.path("code").asText("").equals(ErrorCode.UNAUTHENTICATED.name())) {
        // it tells strangers nothing of itself, and this check has no credential
        return Finding.ok(ID, "a manager that is closed to strangers answers at " + place());
      }
      JsonNode info = answer.path("data");
      if (info.path("processId").asLong(-1) == ProcessHandle.current().pid()) {
        return Finding.ok(ID, "this manager answers at " + place());
      }
      if (info.has("dataDirectory")) {
        return Finding.problem(
            ID,
            "another MCP Manager answers at " + place() + ", with the data folder "
                + info.path("dataDirectory").asText(),
            "Use that one, stop it, or give this one another port.");
      }
    } catch (JsonProcessingException notOurs) {
      return foreign("something other than MCP Manager answers at " + place());
    } catch (IOException silent) {
      return foreign(place() + " is taken, or may not be used, and what has it does not answer");
    }
    return foreign("something other than MCP Manager answers at " + place());
  }

  private static JsonNode ask(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    // bounded, for nobody knows who answers
    try (InputStream body =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      return JSON.readTree(body.readNBytes(MAX_ANSWER_BYTES));
    }
  }

  private static Finding foreign(String found) {
    return Finding.problem(
        ID,
        found,
        "End the program that uses the port, or choose another one: http.port or --port.");
  }

  private String place() {
    return http.host() + " port " + http.port();
  }
}
