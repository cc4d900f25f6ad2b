package io.mcpmanager.docker.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the tasks by which the cluster runs a service; each is one container of one node.
 *
 * @param id its id
 * @param service id of its service
 * @param slot number of the replica that it is, or was
 * @param node id of the node it is on; empty before it has one
 * @param stage how far it is
 * @param since when it came that far, as the cluster writes it
 * @param error what the cluster says is wrong, or empty
 * @param exitCode status its container ended with, or null if it has not or none is known
 * @param container id of its container; empty before it has one
 * @param ports at its node, by the port in the container
 */
record ServiceTask(
    String id,
    String service,
    int slot,
    String node,
    Stage stage,
    String since,
    String error,
    @Nullable Integer exitCode,
    String container,
    Map<Integer, Integer> ports) {

  /** How far a task is. */
  enum Stage {
    /** The cluster wants it, and it does not run yet. */
    COMING,
    /** It is wanted, and found no node to run on yet. */
    WAITING,
    /** It runs. */
    RUNNING,
    /** It is not wanted any more, and has not ended yet. */
    ENDING,
    /** It has ended, or will never begin. */
    ENDED
  }

  ServiceTask {
    ports = Map.copyOf(ports);
  }

  /** Reads a list of tasks. */
  static List<ServiceTask> read(JsonNode list) {
    var tasks = new ArrayList<ServiceTask>();
    list.forEach(task -> tasks.add(readOne(task)));
    return tasks;
  }

  private static ServiceTask readOne(JsonNode task) {
    JsonNode status = task.path("Status");
    JsonNode container = status.path("ContainerStatus");
    String id = container.path("ContainerID").asText("");
    Stage stage =
        stage(status.path("State").asText(""), task.path("DesiredState").asText(""));
    boolean ended = stage == Stage.ENDED && !id.isEmpty() && container.has("ExitCode");
    return new ServiceTask(
        task.path("ID").asText(""),
        task.path("ServiceID").asText(""),
        task.path("Slot").asInt(0),
        task.path("NodeID").asText(""),
        stage,
        status.path("Timestamp").asText(""),
        status.path("Err").asText(""),
        ended ? (Integer) container.path("ExitCode").asInt() : null,
        id,
        ports(status.path("PortStatus").path("Ports")));
  }

  private static Stage stage(String state, String desired) {
    return switch (state) {
      case "complete", "shutdown", "failed", "rejected", "remove", "orphaned" -> Stage.ENDED;
      case "running" -> desired.equals("running") ? Stage.RUNNING : Stage.ENDING;
      case "new", "allocated", "pending" -> isWanted(desired) ? Stage.WAITING : Stage.ENDING;
      default -> isWanted(desired) ? Stage.COMING : Stage.ENDING;
    };
  }

  private static boolean isWanted(String desired) {
    return desired.equals("running") || desired.equals("ready");
  }

  private static Map<Integer, Integer> ports(JsonNode list) {
    var ports = new HashMap<Integer, Integer>();
    for (JsonNode port : list) {
      int published = port.path("PublishedPort").asInt(0);
      if (published > 0 && port.path("PublishMode").asText("").equals("host")) {
        ports.put(port.path("TargetPort").asInt(0), published);
      }
    }
    return ports;
  }

  boolean runs() {
    return stage == Stage.RUNNING;
  }

  /** Whether it has ended because something went wrong, and not because the cluster wanted it to. */
  boolean failed() {
    return stage == Stage.ENDED && !error.isEmpty();
  }

  /** Where on its node a port of the container is found. */
  Optional<Integer> portOf(int containerPort) {
    return Optional.ofNullable(ports.get(containerPort));
  }
}
