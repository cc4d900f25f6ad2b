package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The launch of a container as a command line says it. What is not said has the manager's safe default. */
final class ContainerOptions {

  private static final Pattern MOUNT =
      Pattern.compile("((?:[A-Za-z]:[\\\\/])?[^:]+):([^:]+)(?::(ro|rw))?");
  private static final Pattern ENDPOINT = Pattern.compile("(\\d{1,5})(/.*)?");

  @Option(names = "--image", paramLabel = "IMAGE", description = "Image of a container to run.")
  private @Nullable String image;

  @Option(
      names = "--mount",
      paramLabel = "SOURCE:TARGET[:rw]",
      description = "Folder, file or volume that the container sees; read-only without :rw.")
  private List<String> mounts = List.of();

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      description = "none (default), default (a way out), or the name of a network that exists.")
  private @Nullable String network;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "Only such hosts are reached: host, *.domain or host:port.")
  private List<String> allowedHosts = List.of();

  @Option(names = "--memory", paramLabel = "SIZE", description = "Most memory (512m).")
  private @Nullable String memory;

  @Option(names = "--cpus", paramLabel = "N", description = "Most processors (1).")
  private @Nullable Double cpus;

  @Option(names = "--pids", paramLabel = "N", description = "Most processes (256).")
  private @Nullable Integer processes;

  @Option(
      names = "--endpoint",
      paramLabel = "PORT[/PATH]",
      description = "It serves MCP over HTTP there (path /mcp), not on standard input and output.")
  private @Nullable String endpoint;

  @Option(
      names = "--pull",
      paramLabel = "POLICY",
      description = "When the image is fetched: always, missing (default) or never.")
  private @Nullable String pull;

  @Option(names = "--user", paramLabel = "USER[:GROUP]", description = "Runs as this user.")
  private @Nullable String user;

  @Option(names = "--cap-add", paramLabel = "CAPABILITY", description = "Capability it keeps.")
  private List<String> capabilities = List.of();

  @Option(names = "--writable-root", description = "Its file system can be written to.")
  private boolean writableRoot;

  /** Whether a container is meant. */
  boolean given() {
    return image != null;
  }

  /** Whether something is said of a container without saying of which. */
  boolean incomplete() {
    return image == null
        && !(mounts.isEmpty()
            && network == null
            && allowedHosts.isEmpty()
            && memory == null
            && cpus == null
            && processes == null
            && endpoint == null
            && pull == null
            && user == null
            && capabilities.isEmpty()
            && !writableRoot);
  }

  /**
   * The launch as the API takes it, without variables.
   *
   * @throws IllegalArgumentException if a value has another form than its option, with a message for people
   */
  ObjectNode launch(List<String> arguments) {
    ObjectNode launch = JsonNodeFactory.instance.objectNode();
    launch.put("kind", "container").put("image", image);
    arguments.forEach(launch.putArray("arguments")::add);
    if (endpoint != null) {
      endpoint(endpoint, launch.putObject("endpoint"));
    }
    if (pull != null) {
      launch.putObject("pull").put("policy", pull);
    }
    ArrayNode mounted = launch.putArray("mounts");
    mounts.forEach(mount -> mount(mount, mounted.addObject()));
    network(launch.putObject("network"));
    ObjectNode limits = launch.putObject("limits");
    limits.put("memoryBytes", memory).put("cpus", cpus).put("processes", processes);
    ObjectNode security = launch.putObject("security").put("user", user);
    security.put("readOnlyRoot", !writableRoot);
    capabilities.forEach(security.putArray("capabilities")::add);
    return launch;
  }

  private static void endpoint(String text, ObjectNode json) {
    Matcher parts = matched(ENDPOINT, text, "--endpoint must have the form 8080 or 8080/mcp");
    json.put("port", Integer.parseInt(parts.group(1))).put("path", parts.group(2));
  }

  private static void mount(String text, ObjectNode json) {
    Matcher parts =
        matched(MOUNT, text, "--mount must have the form SOURCE:TARGET or SOURCE:TARGET:rw");
    json.put("source", parts.group(1))
        .put("target", parts.group(2))
        .put("readOnly", !"rw".equals(parts.group(3)));
  }

  private void network(ObjectNode json) {
    String wanted = network == null ? (allowedHosts.isEmpty() ? "none" : "default") : network;
    if (wanted.equals("none") || wanted.equals("default")) {
      json.put("mode", wanted);
    } else {
      json.put("mode", "named").put("name", wanted);
    }
    allowedHosts.forEach(json.putArray("allowedHosts")::add);
  }

  private static Matcher matched(Pattern pattern, String text, String problem) {
    Matcher parts = pattern.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(problem);
    }
    return parts;
  }
}
