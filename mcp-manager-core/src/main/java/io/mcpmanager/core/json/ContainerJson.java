package io.mcpmanager.core.json;

import static io.mcpmanager.core.json.LaunchJson.add;
import static io.mcpmanager.core.json.LaunchJson.put;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerHealth;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.api.server.ServicePlacement;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The {@code launch} of a container. Only {@code image} must be given; what is absent has the safe default. Sizes are shown
 * in bytes, and taken as texts such as {@code 512MiB} as well.
 */
final class ContainerJson {

  private static final String MCP_PATH = "/mcp";

  /** The container; usable only if no problem was added. */
  static ContainerLaunch read(FieldReader fields, HiddenValues hidden) {
    ContainerLaunch stored = hidden.stored(ContainerLaunch.class).orElse(null);
    Map<String, String> variables = stored == null ? Map.of() : stored.environment();
    String password = stored == null ? null : stored.pull().password();
    return new ContainerLaunch(
        fields.requiredText("image"),
        fields.texts("entrypoint"),
        fields.texts("arguments"),
        hidden.members(fields, "environment", variables),
        fields.text("workingDirectory"),
        endpoint(fields),
        pull(fields, hidden, password),
        fields.objects("mounts", ContainerJson::mount),
        network(fields),
        limits(fields),
        security(fields),
        health(fields),
        fields.textMembers("labels"),
        service(fields));
  }

  private static @Nullable ContainerEndpoint endpoint(FieldReader parent) {
    FieldReader fields = parent.object("endpoint");
    if (fields == null) {
      return null;
    }
    var endpoint =
        new ContainerEndpoint(fields.requiredInteger("port"), fields.text("path", MCP_PATH));
    fields.end();
    return endpoint;
  }

  private static ImagePull pull(
      FieldReader parent, HiddenValues hidden, @Nullable String storedPassword) {
    ImagePull preset = ImagePull.DEFAULT;
    FieldReader fields = parent.object("pull");
    if (fields == null) {
      return preset;
    }
    var pull = new ImagePull(
        fields.choice("policy", ImagePull.Policy.class, preset.policy()),
        fields.text("username"),
        hidden.text(fields, "password", storedPassword));
    fields.end();
    return pull;
  }

  private static ContainerMount mount(FieldReader fields) {
    return new ContainerMount(
        fields.requiredText("source"),
        fields.requiredText("target"),
        fields.flag("readOnly", true));
  }

  private static ContainerNetwork network(FieldReader parent) {
    ContainerNetwork preset = ContainerNetwork.NONE;
    FieldReader fields = parent.object("network");
    if (fields == null) {
      return preset;
    }
    var network = new ContainerNetwork(
        fields.choice("mode", ContainerNetwork.Mode.class, preset.mode()),
        fields.text("name"),
        fields.texts("allowedHosts"),
        fields.objects("ports", ContainerJson::port),
        fields.textMembers("hosts"));
    fields.end();
    return network;
  }

  private static PortBinding port(FieldReader fields) {
    return new PortBinding(
        fields.requiredInteger("containerPort"),
        fields.integer("hostPort", 0),
        fields.text("hostAddress", PortBinding.LOOPBACK));
  }

  private static ContainerLimits limits(FieldReader parent) {
    ContainerLimits preset = ContainerLimits.DEFAULT;
    FieldReader fields = parent.object("limits");
    if (fields == null) {
      return preset;
    }
    var limits = new ContainerLimits(
        fields.size("memoryBytes", preset.memoryBytes()),
        fields.decimal("cpus", preset.cpus()),
        fields.integer("processes", preset.processes()));
    fields.end();
    return limits;
  }

  private static ContainerSecurity security(FieldReader parent) {
    ContainerSecurity preset = ContainerSecurity.DEFAULT;
    FieldReader fields = parent.object("security");
    if (fields == null) {
      return preset;
    }
    boolean ownFolders = fields.has("temporaryFolders");
    Map<String, Long> folders = fields.sizeMembers("temporaryFolders");
    var security = new ContainerSecurity(
        fields.flag("readOnlyRoot", preset.readOnlyRoot()),
        ownFolders ? folders : preset.temporaryFolders(),
        new LinkedHashSet<>(fields.texts("capabilities")),
        fields.flag("noNewPrivileges", preset.noNewPrivileges()),
        fields.text("user"));
    fields.end();
    return security;
  }

  private static @Nullable ContainerHealth health(FieldReader parent) {
    ContainerHealth preset = ContainerHealth.of();
    FieldReader fields = parent.object("health");
    if (fields == null) {
      return null;
    }
    var health = new ContainerHealth(
        fields.texts("command"),
        fields.duration("interval", preset.interval()),
        fields.duration("timeout", preset.timeout()),
        fields.duration("startPeriod", preset.startPeriod()),
        fields.integer("retries", preset.retries()));
    fields.end();
    return health;
  }

  private static @Nullable ServicePlacement service(FieldReader parent) {
    FieldReader fields = parent.object("service");
    if (fields == null) {
      return null;
    }
    var service = new ServicePlacement(fields.integer("replicas", 1), fields.texts("constraints"));
    fields.end();
    return service;
  }

  /** Adds the container's fields to {@code json}, those with defaults included. */
  static void write(ContainerLaunch launch, UnaryOperator<String> values, ObjectNode json) {
    json.put("image", launch.image());
    add(launch.entrypoint(), json.putArray("entrypoint"));
    add(launch.arguments(), json.putArray("arguments"));
    put(launch.environment(), values, json.putObject("environment"));
    if (launch.workingDirectory() != null) {
      json.put("workingDirectory", launch.workingDirectory());
    }
    launch.httpEndpoint().ifPresent(endpoint -> json.putObject("endpoint")
        .put("port", endpoint.port())
        .put("path", endpoint.path()));
    write(launch.pull(), values, json.putObject("pull"));
    ArrayNode mounts = json.putArray("mounts");
    launch.mounts().forEach(mount -> mounts
        .addObject()
        .put("source", mount.source())
        .put("target", mount.target())
        .put("readOnly", mount.readOnly()));
    write(launch.network(), json.putObject("network"));
    json.putObject("limits")
        .put("memoryBytes", launch.limits().memoryBytes())
        .put("cpus", launch.limits().cpus())
        .put("processes", launch.limits().processes());
    write(launch.security(), json.putObject("security"));
    launch.healthCommand().ifPresent(health -> write(health, json.putObject("health")));
    put(launch.labels(), UnaryOperator.identity(), json.putObject("labels"));
    launch.placement().ifPresent(service -> {
      ObjectNode placement = json.putObject("service").put("replicas", service.replicas());
      add(service.constraints(), placement.putArray("constraints"));
    });
  }

  private static void write(ImagePull pull, UnaryOperator<String> values, ObjectNode json) {
    json.put("policy", EnumText.of(pull.policy()));
    if (pull.username() != null) {
      json.put("username", pull.username());
    }
    if (pull.password() != null) {
      json.put("password", values.apply(pull.password()));
    }
  }

  private static void write(ContainerNetwork network, ObjectNode json) {
    json.put("mode", EnumText.of(network.mode()));
    network.networkName().ifPresent(name -> json.put("name", name));
    add(network.allowedHosts(), json.putArray("allowedHosts"));
    ArrayNode ports = json.putArray("ports");
    network.ports().forEach(port -> ports
        .addObject()
        .put("containerPort", port.containerPort())
        .put("hostPort", port.hostPort())
        .put("hostAddress", port.hostAddress()));
    put(network.hosts(), UnaryOperator.identity(), json.putObject("hosts"));
  }

  private static void write(ContainerSecurity security, ObjectNode json) {
    json.put("readOnlyRoot", security.readOnlyRoot());
    ObjectNode folders = json.putObject("temporaryFolders");
    security.temporaryFolders().forEach(folders::put);
    add(security.capabilities(), json.putArray("capabilities"));
    json.put("noNewPrivileges", security.noNewPrivileges());
    security.declaredUser().ifPresent(user -> json.put("user", user));
  }

  private static void write(ContainerHealth health, ObjectNode json) {
    add(health.command(), json.putArray("command"));
    json.put("interval", health.interval().toString())
        .put("timeout", health.timeout().toString())
        .put("startPeriod", health.startPeriod().toString())
        .put("retries", health.retries());
  }

  private ContainerJson() {}
}
