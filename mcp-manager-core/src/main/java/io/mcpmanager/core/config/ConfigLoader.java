package io.mcpmanager.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventRetention;
import io.mcpmanager.core.json.EnvironmentReferences;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration from all its sources. Later ones win: system file, user file, project file, environment
 * variables, flags.
 */
public final class ConfigLoader {

  static final String VARIABLE_PREFIX = "MCP_";

  private static final Pattern CREDENTIALS = Pattern.compile("(://)[^/@\\s]+@");

  private final Map<String, String> environment;
  private final Path home;
  private final Path workingDirectory;

  /**
   * Looks in these places only.
   *
   * @param environment variables of the process
   * @param home the user's folder
   * @param workingDirectory where the project file is looked for
   */
  public ConfigLoader(Map<String, String> environment, Path home, Path workingDirectory) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.workingDirectory = workingDirectory;
  }

  /**
   * Reads everything.
   *
   * @param file read instead of system, user and project file, or null for these
   * @param flags key to value, as given on the command line
   * @throws ValidationException with every problem of every source
   */
  public LoadedConfig load(@Nullable Path file, Map<String, String> flags) {
    var problems = new ArrayList<Problem>();
    var layers = new ArrayList<Layer>();
    for (Path path : file == null ? standardFiles() : List.of(file)) {
      if (file != null || Files.exists(path)) {
        layers.add(TomlFile.read(path, problems));
      }
    }
    layers.add(variables());
    layers.add(flags(flags));

    var chosen = new HashMap<String, Layer.Entry>();
    var values = new HashMap<Key<?>, Object>();
    layers.stream()
        .flatMap(layer -> layer.entries().stream())
        .forEach(entry -> take(entry, chosen, values, problems));
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return new LoadedConfig(config(values), origins(chosen));
  }

  private List<Path> standardFiles() {
    return List.of(
        Path.of("/etc/mcp-manager/config.toml"),
        folder("XDG_CONFIG_HOME", ".config").resolve("config.toml"),
        workingDirectory.resolve(".mcp-manager.toml"));
  }

  private Path folder(String variable, String inHome) {
    String given = environment.getOrDefault(variable, "");
    Path folder = given.isEmpty() ? home.resolve(inHome) : Path.of(given);
    return folder.resolve("mcp-manager");
  }

  /** Variables that begin like a section but name no key are refused; others are not meant for us. */
  private Layer variables() {
    var entries = new ArrayList<Layer.Entry>();
    new TreeMap<>(environment).forEach((name, value) -> {
      if (name.startsWith(VARIABLE_PREFIX)) {
        String key = keyOf(name);
        int dot = key.indexOf('.');
        if (dot > 0 && Keys.hasSection(key.substring(0, dot))) {
          entries.add(new Layer.Entry(
              key,
              TextNode.valueOf(value),
              Origin.Kind.ENVIRONMENT,
              "environment variable " + name));
        }
      }
    });
    return new Layer(entries);
  }

  private static String keyOf(String variable) {
    return Keys.ALL.stream()
        .filter(key -> key.variable().equals(variable))
        .findFirst()
        .map(key -> key.name())
        .orElseGet(() -> variable
            .substring(VARIABLE_PREFIX.length())
            .toLowerCase(Locale.ROOT)
            .replaceFirst("_", ".")
            .replace('_', '-'));
  }

  private static Layer flags(Map<String, String> flags) {
    return new Layer(new TreeMap<>(flags)
        .entrySet().stream()
            .map(flag -> new Layer.Entry(
                flag.getKey(),
                TextNode.valueOf(flag.getValue()),
                Origin.Kind.ARGUMENT,
                "command line"))
            .toList());
  }

  private void take(
      Layer.Entry entry,
      Map<String, Layer.Entry> chosen,
      Map<Key<?>, Object> values,
      List<Problem> problems) {
    Key<?> key = Keys.find(entry.key()).orElse(null);
    if (key == null) {
      problems.add(new Problem(entry.key(), unknown(entry), Problem.Code.UNKNOWN_FIELD));
      return;
    }
    if (!key.takes(entry.value())) {
      problems.add(refused(entry, key, Problem.Code.WRONG_TYPE));
      return;
    }
    int before = problems.size();
    String text = expand(entry, problems);
    if (problems.size() > before) {
      return;
    }
    key.parser()
        .apply(text)
        .ifPresentOrElse(
            value -> {
              values.put(key, value);
              chosen.put(
                  key.name(),
                  new Layer.Entry(
                      key.name(), TextNode.valueOf(text), entry.kind(), entry.source()));
            },
            () -> problems.add(refused(entry, key, Problem.Code.NOT_ALLOWED)));
  }

  private String expand(Layer.Entry entry, List<Problem> problems) {
    var found = new ArrayList<Problem>();
    String text = new EnvironmentReferences(environment::get)
        .expand(entry.key(), entry.value().asText(), found);
    found.forEach(
        p -> problems.add(new Problem(p.field(), entry.source() + ": " + p.message(), p.code())));
    return text;
  }

  private static String unknown(Layer.Entry entry) {
    return entry.source() + ": is not a known key; known are "
        + Keys.ALL.stream().map(key -> key.name()).collect(Collectors.joining(", "));
  }

  private static Problem refused(Layer.Entry entry, Key<?> key, Problem.Code code) {
    return new Problem(
        key.name(),
        entry.source() + ": must be " + key.expected() + "; found " + shown(entry.value()),
        code);
  }

  private static String shown(JsonNode value) {
    return value.isValueNode() ? value.toString() : value.isArray() ? "a list" : "a table";
  }

  private ManagerConfig config(Map<Key<?>, Object> values) {
    return new ManagerConfig(
        new ManagerConfig.Http(
            value(Keys.HOST, values),
            Math.toIntExact(value(Keys.PORT, values)),
            value(Keys.MAX_BODY_BYTES, values),
            Math.toIntExact(value(Keys.MAX_CONNECTIONS, values)),
            value(Keys.IDLE_TIMEOUT, values),
            value(Keys.DRAIN_TIMEOUT, values),
            value(Keys.WRITE_TIMEOUT, values),
            Math.toIntExact(value(Keys.MAX_HEADER_BYTES, values)),
            Math.toIntExact(value(Keys.MAX_LIVE_CONNECTIONS, values))),
        new ManagerConfig.Entrance(
            value(Keys.OPEN, values),
            (Path) values.get(Keys.TLS_CERTIFICATE),
            (Path) values.get(Keys.TLS_PRIVATE_KEY),
            value(Keys.BEHIND_PROXY, values),
            value(Keys.TRUSTED_PROXIES, values),
            value(Keys.ALLOWED_HOSTS, values),
            value(Keys.ALLOWED_ORIGINS, values)),
        new ManagerConfig.Limits(
            value(Keys.LIMIT_ADDRESS, values),
            value(Keys.LIMIT_LOW, values),
            value(Keys.LIMIT_STANDARD, values),
            value(Keys.LIMIT_HIGH, values)),
        new ManagerConfig.Gateway(
            Math.toIntExact(value(Keys.MAX_MESSAGE_BYTES, values)),
            Math.toIntExact(value(Keys.MAX_SESSIONS, values)),
            value(Keys.SESSION_IDLE, values),
            Math.toIntExact(value(Keys.MAX_SESSION_CALLS, values)),
            Math.toIntExact(value(Keys.MAX_PARKED_CALLS, values)),
            value(Keys.PLAIN_JSON, values)),
        new ManagerConfig.Docker(
            value(Keys.DOCKER_ENABLED, values), (String) values.get(Keys.DOCKER_HOST)),
        (Path) values.getOrDefault(Keys.DATA_DIRECTORY, defaultDataDirectory()),
        (Path) values.get(Keys.SERVERS_FILE),
        new EventRetention(
            Duration.ofDays(value(Keys.EVENTS_KEEP_DAYS, values)),
            value(Keys.EVENTS_KEEP_COUNT, values)),
        value(Keys.LOG_LEVEL, values),
        new ManagerConfig.Secrets(
            (Path) values.get(Keys.KEY_FILE), (Path) values.get(Keys.KEY_STORE)),
        new ManagerConfig.Network(
            value(Keys.PRIVATE_ADDRESSES, values), Set.copyOf(value(Keys.REACHABLE_HOSTS, values))),
        providers(values));
  }

  private ManagerConfig.Providers providers(Map<Key<?>, Object> values) {
    return new ManagerConfig.Providers(
        (URI) values.get(Keys.PUBLIC_URL),
        (URI) values.get(Keys.OAUTH_ISSUER),
        value(Keys.OAUTH_AUDIENCES, values),
        openId(values));
  }

  private ManagerConfig.@Nullable OpenId openId(Map<Key<?>, Object> values) {
    URI issuer = (URI) values.get(Keys.OIDC_ISSUER);
    String client = (String) values.get(Keys.OIDC_CLIENT);
    if (issuer == null && client == null) {
      return null;
    }
    if (issuer == null || client == null) {
      throw new ValidationException(List.of(new Problem(
          issuer == null ? Keys.OIDC_ISSUER.name() : Keys.OIDC_CLIENT.name(),
          "an OpenID provider needs auth.oidc.issuer and auth.oidc.client-id",
          Problem.Code.REQUIRED)));
    }
    return new ManagerConfig.OpenId(
        issuer,
        client,
        (Path) values.get(Keys.OIDC_SECRET_FILE),
        value(Keys.OIDC_SCOPES, values),
        value(Keys.OIDC_GROUPS, values),
        value(Keys.OIDC_ROLES, values),
        value(Keys.OIDC_DEFAULT_ROLES, values));
  }

  private Path defaultDataDirectory() {
    return folder("XDG_DATA_HOME", ".local/share");
  }

  @SuppressWarnings("unchecked") // a key's value was made by that key's parser
  private static <T> T value(Key<T> key, Map<Key<?>, Object> values) {
    Object given = values.get(key);
    return given != null
        ? (T) given
        : key.parser().apply(Objects.requireNonNullElse(key.defaultText(), "")).orElseThrow();
  }

  private List<Origin> origins(Map<String, Layer.Entry> chosen) {
    return Keys.ALL.stream().map(key -> origin(key, chosen.get(key.name()))).toList();
  }

  private Origin origin(Key<?> key, Layer.@Nullable Entry entry) {
    String fallback = key.equals(Keys.DATA_DIRECTORY)
        ? defaultDataDirectory().toString()
        : Objects.requireNonNullElse(key.defaultText(), "");
    return new Origin(
        key.name(),
        entry == null ? fallback : withoutCredentials(entry.value().asText()),
        entry == null ? Origin.Kind.DEFAULT : entry.kind(),
        entry == null ? "default" : entry.source(),
        key.variable(),
        fallback,
        key.expected(),
        key.help());
  }

  /** No key is for a secret, but an address can hold one. */
  private static String withoutCredentials(String value) {
    return CREDENTIALS.matcher(value).replaceAll("$1***@");
  }
}
