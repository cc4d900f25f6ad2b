package io.mcpmanager.docker.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.RawEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that the engine is a manager of. Calls block; they throw {@link EngineCallException} or
 * {@link EngineException}. Thread-safe.
 */
final class Swarm {

  /** On networks made for a service; its value is always {@code true}. */
  static final String SERVICE_NETWORK = "io.mcpmanager.service";

  /**
   * The engine's part in a cluster.
   *
   * @param node its id there
   * @param manages whether it takes orders for the cluster
   * @param noNewPrivileges whether the engine lets no container gain privileges, whatever a service says
   */
  record Membership(String node, boolean manages, boolean noNewPrivileges) {}

  /** A service, as much of it as matters here. */
  record Service(String id, String name, Map<String, String> labels, JsonNode spec) {}

  /** An image that this engine has. */
  record Image(String id, @Nullable String digest, List<String> volumes) {}

  /** A network as the engine knows it. */
  record Network(String id, boolean ofCluster, Map<String, String> labels) {}

  private final RawEngine engine;

  Swarm(RawEngine engine) {
    this.engine = engine;
  }

  Membership membership() {
    JsonNode info = engine.get("/info");
    JsonNode swarm = info.path("Swarm");
    boolean strict = false;
    for (JsonNode option : info.path("SecurityOptions")) {
      strict |= option.asText("").contains("no-new-privileges");
    }
    return new Membership(
        swarm.path("NodeID").asText(""), swarm.path("ControlAvailable").asBoolean(false), strict);
  }

  /**
   * Makes a service.
   *
   * @param credentials for the registry, as the engine wants them, or empty
   * @return its id
   */
  String create(ObjectNode spec, Optional<String> credentials) {
    Map<String, String> headers =
        credentials.map(value -> Map.of("X-Registry-Auth", value)).orElse(Map.of());
    return engine.post("/services/create", spec, headers).path("ID").asText("");
  }

  /** The services with all of these labels. */
  List<Service> services(Map<String, String> labels) {
    var services = new ArrayList<Service>();
    for (JsonNode service : engine.get("/services?" + labelFilter(labels))) {
      services.add(service(service));
    }
    return services;
  }

  /** A service, if it is there. */
  Optional<Service> service(String id) {
    return find("/services/" + RawEngine.encode(id)).map(Swarm::service);
  }

  private static Service service(JsonNode service) {
    JsonNode spec = service.path("Spec");
    return new Service(
        service.path("ID").asText(""),
        spec.path("Name").asText(""),
        strings(spec.path("Labels")),
        spec);
  }

  /** Orders the end of a service; its tasks end later. */
  void remove(String service) {
    boolean ignored = engine.delete("/services/" + RawEngine.encode(service));
  }

  /**
   * The tasks of services, also of those replicas that have been replaced lately.
   *
   * @throws EngineCallException that is {@link EngineCallException#notFound} if one of the services is not there
   */
  List<ServiceTask> tasksOf(Collection<String> services) {
    return ServiceTask.read(engine.get("/tasks?" + RawEngine.filters("service", services)));
  }

  /** Those of some tasks that are still there. */
  List<ServiceTask> remaining(Collection<String> tasks) {
    return tasks.isEmpty()
        ? List.of()
        : ServiceTask.read(engine.get("/tasks?" + RawEngine.filters("id", tasks)));
  }

  /** The address at which the other nodes reach a node; empty if it is not known. */
  String addressOf(String node) {
    return find("/nodes/" + RawEngine.encode(node))
        .map(found -> found.path("Status").path("Addr").asText(""))
        .orElse("");
  }

  /** Ids of a service's containers on this engine, also of those that have ended. */
  List<String> containersOf(String service) {
    var ids = new ArrayList<String>();
    String filter = labelFilter(Map.of(Ownership.TASK, service));
    for (JsonNode container : engine.get("/containers/json?all=1&" + filter)) {
      ids.add(container.path("Id").asText(""));
    }
    return ids;
  }

  /** Whether a container of this engine has been killed for want of memory. */
  boolean ranOutOfMemory(String container) {
    return find("/containers/" + RawEngine.encode(container) + "/json")
        .map(found -> found.path("State").path("OOMKilled").asBoolean(false))
        .orElse(false);
  }

  /** Kills a container of this engine, if it runs. */
  void kill(String container) {
    try {
      var ignored = engine.post(
          "/containers/" + RawEngine.encode(container) + "/kill",
          MissingNode.getInstance(),
          Map.of());
    } catch (EngineCallException e) {
      if (!e.notFound() && e.status() != 409) {
        throw e;
      }
    }
  }

  /** An image, if this engine has it. */
  Optional<Image> image(String name) {
    return find("/images/" + RawEngine.encode(name).replace("%2F", "/") + "/json")
        .map(image -> {
          var volumes = new ArrayList<String>();
          image.path("Config").path("Volumes").fieldNames().forEachRemaining(volumes::add);
          String digest = image.path("RepoDigests").path(0).asText("");
          return new Image(
              image.path("Id").asText(""),
              digest.contains("@") ? digest.substring(digest.indexOf('@') + 1) : null,
              volumes);
        });
  }

  /** A network, if there is one of this name or id. */
  Optional<Network> network(String name) {
    return find("/networks/" + RawEngine.encode(name)).map(Swarm::network);
  }

  /** The networks made for services of a manager. */
  List<Network> networks(String managerId) {
    var labels = new LinkedHashMap<>(Ownership.filter(managerId));
    labels.put(SERVICE_NETWORK, "true");
    var networks = new ArrayList<Network>();
    engine.get("/networks?" + labelFilter(labels)).forEach(node -> networks.add(network(node)));
    return networks;
  }

  private static Network network(JsonNode network) {
    return new Network(
        network.path("Id").asText(""),
        network.path("Scope").asText("").equals("swarm"),
        strings(network.path("Labels")));
  }

  /** Makes a network over all nodes, on which nothing else is. */
  void createNetwork(String name, Map<String, String> labels) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("Name", name).put("Driver", "overlay").put("CheckDuplicate", true);
    ObjectNode own = request.putObject("Labels");
    labels.forEach(own::put);
    own.put(SERVICE_NETWORK, "true");
    var ignored = engine.post("/networks/create", request, Map.of());
  }

  void removeNetwork(String name) {
    boolean ignored = engine.delete("/networks/" + RawEngine.encode(name));
  }

  private Optional<JsonNode> find(String path) {
    try {
      return Optional.of(engine.get(path));
    } catch (EngineCallException e) {
      if (e.notFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String labelFilter(Map<String, String> labels) {
    return RawEngine.filters(
        "label",
        labels.entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .toList());
  }

  private static Map<String, String> strings(JsonNode object) {
    var strings = new LinkedHashMap<String, String>();
    object
        .properties()
        .forEach(field -> strings.put(field.getKey(), field.getValue().asText("")));
    return strings;
  }
}
