package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Everything about a server, for people: what it is called and its value, what is not known being left out. */
final class ServerText {

  private final List<List<String>> rows = new ArrayList<>();

  static List<List<String>> rows(JsonNode server) {
    var text = new ServerText();
    text.server(server);
    return text.rows;
  }

  private void server(JsonNode server) {
    JsonNode definition = server.path("definition");
    JsonNode status = server.path("status");
    add("name", server.path("name"));
    add("id", server.path("id"));
    add("description", definition.path("description"));
    add(
        "state",
        server.path("state").asText() + " since " + status.path("since").asText());
    add("enabled", definition.path("enabled"));
    if (status.path("failure").isObject()) {
      add(
          "failure",
          status.path("failure").path("phase").asText() + ": "
              + status.path("failure").path("message").asText());
      add("next start", status.path("nextStart"));
    }
    add("health", server.path("health").path("status"));
    add("restarts", server.path("restarts"));
    add("labels", pairs(definition.path("labels")));
    launch(definition.path("launch"));
    add("loosened", words(server.path("loosened")));
    instance(server.path("instance"));
    JsonNode gateway = definition.path("settings").path("gateway");
    add(
        "gateway",
        "protocol " + gateway.path("protocol").asText() + ", isolation "
            + gateway.path("isolation").asText() + ", at most "
            + gateway.path("maxIsolated").asText()
            + " of their own"
            + (gateway.path("repeatIdempotent").asBoolean() ? ", repeats idempotent calls" : ""));
    add("revision", server.path("revision"));
  }

  private void launch(JsonNode launch) {
    add("kind", launch.path("kind"));
    add("image", launch.path("image"));
    add("entrypoint", words(launch.path("entrypoint")));
    add("command", launch.path("command"));
    add("arguments", words(launch.path("arguments")));
    add("url", launch.path("url"));
    add("headers", names(launch.path("headers")));
    add("environment", names(launch.path("environment")));
    add("working directory", launch.path("workingDirectory"));
    if (!launch.path("kind").asText().equals("container")) {
      return;
    }
    JsonNode endpoint = launch.path("endpoint");
    if (endpoint.isObject()) {
      add(
          "serves HTTP at",
          "port " + endpoint.path("port").asText() + ", path "
              + endpoint.path("path").asText());
    }
    add("pull", launch.path("pull").path("policy"));
    for (JsonNode mount : launch.path("mounts")) {
      add(
          "mount",
          mount.path("source").asText() + " at " + mount.path("target").asText()
              + (mount.path("readOnly").asBoolean() ? ", read-only" : ", writable"));
    }
    network(launch.path("network"));
    JsonNode limits = launch.path("limits");
    add(
        "limits",
        mebibytes(limits.path("memoryBytes")) + ", " + limits.path("cpus").asText()
            + " processors, " + limits.path("processes").asText() + " processes");
    JsonNode security = launch.path("security");
    add("root folder", security.path("readOnlyRoot").asBoolean() ? "read-only" : "writable");
    add("capabilities", words(security.path("capabilities")));
    add("user", security.path("user"));
    JsonNode service = launch.path("service");
    if (service.isObject()) {
      add("service", service.path("replicas").asText() + " replicas");
    }
  }

  private void network(JsonNode network) {
    String mode = network.path("mode").asText();
    add("network", mode.equals("named") ? network.path("name").asText() : mode);
    add("allowed hosts", words(network.path("allowedHosts")));
    for (JsonNode port : network.path("ports")) {
      String host = port.path("hostPort").asText();
      add(
          "port",
          port.path("hostAddress").asText() + ":" + (host.equals("0") ? "any" : host) + " to "
              + port.path("containerPort").asText());
    }
  }

  private void instance(JsonNode instance) {
    JsonNode container = instance.path("container");
    add("container", container.path("name"));
    add("container id", container.path("id"));
    add("image id", container.path("imageId"));
    add("digest", container.path("digest"));
    if (container.path("adopted").asBoolean()) {
      add("adopted", "it ran before the manager was started");
    }
    add("not enforced", words(container.path("notEnforced")));
    add("process", instance.path("processId"));
    add("started", instance.path("startedAt"));
    add("protocol", instance.path("protocolRevision"));
    add(
        "says it is",
        instance.path("serverName").asText() + " "
            + instance.path("serverVersion").asText());
    JsonNode usage = instance.path("usage");
    if (usage.path("cpuPercent").isNumber()) {
      add("processor", usage.path("cpuPercent").asText() + " %");
    }
    add("memory", megabytes(usage.path("residentBytes")));
    JsonNode traffic = usage.path("traffic");
    if (traffic.isObject()) {
      add(
          "network traffic",
          megabytes(traffic.path("receivedBytes")) + " received, "
              + megabytes(traffic.path("sentBytes")) + " sent");
      add(
          "disk traffic",
          megabytes(traffic.path("readBytes")) + " read, " + megabytes(traffic.path("writtenBytes"))
              + " written");
    }
  }

  private void add(String what, JsonNode value) {
    add(what, value.isMissingNode() || value.isNull() ? "" : value.asText());
  }

  private void add(String what, String value) {
    if (!value.isBlank()) {
      rows.add(List.of(what, value.strip()));
    }
  }

  private static String words(JsonNode array) {
    var words = new ArrayList<String>();
    array.forEach(word -> words.add(word.asText()));
    return String.join(" ", words);
  }

  private static String names(JsonNode object) {
    return object.properties().stream()
        .map(entry -> entry.getKey())
        .collect(Collectors.joining(" "));
  }

  private static String pairs(JsonNode object) {
    return object.properties().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().asText())
        .collect(Collectors.joining(" "));
  }

  /** Limits are given in powers of 1024. */
  private static String mebibytes(JsonNode bytes) {
    return Math.round(bytes.asLong() / (double) (1 << 20)) + " MiB";
  }

  private static String megabytes(JsonNode bytes) {
    return bytes.isNumber() ? Math.round(bytes.asLong() / 1e5) / 10.0 + " MB" : "";
  }
}
