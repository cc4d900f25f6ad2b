package io.mcpmanager.docker.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineException.Fault;
import io.mcpmanager.docker.transport.EngineFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says where the engine is, as Docker's own command line does: what is configured, else {@code DOCKER_HOST}, else the
 * context, else the first usable of the places where engines listen. It looks anew each time, so that an engine is found
 * that was installed or moved while the manager runs. Thread-safe.
 */
public final class EngineFinder {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_FILE_BYTES = 4L * 1024 * 1024;

  private final @Nullable String host;
  private final Map<String, String> environment;
  private final Path home;

  private EngineFinder(@Nullable String host, Map<String, String> environment, Path home) {
    this.host = host;
    this.environment = Map.copyOf(environment);
    this.home = home;
  }

  /**
   * A finder.
   *
   * @param host address that is configured, or null to look for one
   * @param environment the manager's own
   * @param home home folder of its user
   */
  public static EngineFinder of(@Nullable String host, Map<String, String> environment, Path home) {
    return new EngineFinder(host, environment, home);
  }

  /**
   * Where the engine is; nothing needs to listen there.
   *
   * @throws EngineException if what says so makes no sense
   */
  public EngineAddress find() {
    if (host != null) {
      return EngineAddress.parse(host, "docker.host", certificates().orElse(null));
    }
    Optional<String> named = variable("DOCKER_HOST");
    if (named.isPresent()) {
      return EngineAddress.parse(named.get(), "DOCKER_HOST", certificates().orElse(null));
    }
    String context = variable("DOCKER_CONTEXT").orElseGet(this::chosenContext);
    return context.equals("default") ? usual() : ofContext(context);
  }

  /** Whether somebody says where the engine is; else it is looked for where engines usually are. */
  public boolean told() {
    return host != null
        || variable("DOCKER_HOST").isPresent()
        || variable("DOCKER_CONTEXT").isPresent();
  }

  /** Folder of Docker's configuration for this user. */
  Path configFolder() {
    return variable("DOCKER_CONFIG").map(Path::of).orElse(home.resolve(".docker"));
  }

  /** The manager's own environment. */
  public Map<String, String> environment() {
    return environment;
  }

  /** What {@code config.json} of Docker's configuration holds; empty if there is none. */
  public JsonNode configuration() {
    return read(configFolder().resolve("config.json")).orElse(JSON.createObjectNode());
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** TLS is spoken if any of the variables asks for it; the engine's certificate is always verified. */
  private Optional<Path> certificates() {
    Optional<Path> folder = variable("DOCKER_CERT_PATH").map(Path::of);
    boolean asked =
        variable("DOCKER_TLS_VERIFY").isPresent() || variable("DOCKER_TLS").isPresent();
    return folder.isEmpty() && asked ? Optional.of(configFolder()) : folder;
  }

  private String chosenContext() {
    return EngineFaults.orElse(configuration().path("currentContext").textValue(), "default");
  }

  private EngineAddress ofContext(String name) {
    String folder = hash(name);
    Path contexts = configFolder().resolve("contexts");
    JsonNode docker = read(contexts.resolve("meta").resolve(folder).resolve("meta.json"))
        .orElseThrow(() -> unknown(name))
        .path("Endpoints")
        .path("docker");
    String address = docker.path("Host").asText("");
    Path tls = contexts.resolve("tls").resolve(folder).resolve("docker");
    if (docker.path("SkipTLSVerify").asBoolean(false)) {
      throw new EngineException(
          Fault.MISCONFIGURED,
          "the Docker context '" + name + "' asks not to verify the engine's certificate",
          "Create the context again with the certificate of the engine's CA (ca=...) and without skip-tls-verify.",
          null);
    }
    return EngineAddress.parse(
        address, "the Docker context '" + name + "'", Files.isDirectory(tls) ? tls : null);
  }

  private static EngineException unknown(String name) {
    return new EngineException(
        Fault.MISCONFIGURED,
        "there is no Docker context '" + name + "'",
        "Choose one that 'docker context ls' shows, by DOCKER_CONTEXT or 'docker context use'.",
        null);
  }

  private EngineAddress usual() {
    var places = new ArrayList<EngineAddress.UnixSocket>();
    places.add(EngineAddress.DEFAULT);
    variable("XDG_RUNTIME_DIR").map(Path::of).ifPresent(folder -> {
      places.add(new EngineAddress.UnixSocket(folder.resolve("docker.sock")));
      places.add(new EngineAddress.UnixSocket(folder.resolve("podman/podman.sock")));
    });
    places.add(new EngineAddress.UnixSocket(home.resolve(".docker/run/docker.sock")));
    places.add(new EngineAddress.UnixSocket(Path.of("/run/podman/podman.sock")));
    return firstUsable(places);
  }

  /** The first that may be opened, else the first that is there, else the default. */
  static EngineAddress firstUsable(List<EngineAddress.UnixSocket> places) {
    return places.stream()
        .filter(place -> Files.isWritable(place.path()))
        .findFirst()
        .or(() -> places.stream().filter(place -> Files.exists(place.path())).findFirst())
        .orElse(places.get(0));
  }

  private static Optional<JsonNode> read(Path file) {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw unreadable(file, "is larger than 4 MiB", null);
      }
      return Optional.of(JSON.readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      // its message may quote the file, which holds credentials
      throw unreadable(file, "is not JSON", null);
    } catch (IOException e) {
      throw unreadable(file, "can't be read", e);
    }
  }

  private static EngineException unreadable(Path file, String problem, @Nullable Throwable cause) {
    return new EngineException(
        Fault.MISCONFIGURED,
        "Docker's configuration file " + file + " " + problem,
        "Repair the file, or configure the engine's address.",
        cause);
  }

  /** Docker names the folders of a context after the hash of its name. */
  private static String hash(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
