package io.mcpmanager.core.config;

import io.mcpmanager.api.log.LogLevel;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every key there is: what it means, what it may be, and its default. */
final class Keys {

  private static final Pattern ENGINE_ADDRESS = Pattern.compile("(unix|tcp|http|https)://\\S+");

  private static final Pattern HOST_ADDRESS =
      Pattern.compile("localhost|\\d{1,3}(\\.\\d{1,3}){3}|(?=.*:)[0-9A-Fa-f:]{2,39}");
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:]{2,39}\\](:\\d{1,5})?");
  private static final Pattern WORD = Pattern.compile("[!-+.-~-]{1,256}");
  private static final Pattern PAIR = Pattern.compile("[^=,]{1,256}=[a-z0-9-]{1,64}");
  private static final Pattern NAMED_HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,253}");
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:]{2,39}\\])(:\\d{1,5})?");

  static final Key<String> HOST = text(
      "http.host",
      "an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0, or localhost",
      "Address to listen at; any but loopback ones need TLS or http.behind-proxy.",
      "127.0.0.1",
      text -> Optional.of(text).filter(given -> HOST_ADDRESS.matcher(given).matches()));
  static final Key<Long> PORT =
      number("http.port", 0, 65_535, "Port to listen at; 0 for any free one.", 3000);
  static final Key<Long> MAX_BODY_BYTES =
      number("http.max-body-bytes", 1024, 1L << 30, "Longest request body in bytes.", 10L << 20);
  static final Key<Long> MAX_CONNECTIONS =
      number("http.max-connections", 1, 100_000, "Most connections at a time.", 4096);
  static final Key<Duration> IDLE_TIMEOUT = duration(
      "http.idle-timeout",
      Duration.ofSeconds(1),
      Duration.ofHours(24),
      "Silence after which a connection is closed.",
      "5m");
  static final Key<Duration> DRAIN_TIMEOUT = duration(
      "http.drain-timeout",
      Duration.ZERO,
      Duration.ofMinutes(10),
      "Time that running requests get when the manager stops.",
      "5s");
  static final Key<Duration> WRITE_TIMEOUT = duration(
      "http.write-timeout",
      Duration.ofSeconds(1),
      Duration.ofHours(1),
      "Time after which a client that takes nothing of an answer or stream is cut off.",
      "30s");
  static final Key<Long> MAX_HEADER_BYTES = number(
      "http.max-header-bytes",
      1024,
      1L << 20,
      "Longest headers of a request, together.",
      16L << 10);
  static final Key<Long> MAX_LIVE_CONNECTIONS = number(
      "http.max-live-connections",
      1,
      100_000,
      "Most WebSockets and event streams of the API at a time.",
      1000);
  static final Key<Path> TLS_CERTIFICATE = path(
      "http.tls-certificate",
      "PEM file of the certificate to serve HTTPS with, followed by those it was issued by.");
  static final Key<Path> TLS_PRIVATE_KEY = path(
      "http.tls-private-key",
      "PEM file of the certificate's private key (PKCS#8, without a password).");
  static final Key<Boolean> BEHIND_PROXY = yesOrNo(
      "http.behind-proxy",
      "Whether all requests come through a reverse proxy, which serves HTTPS and says for whom.");
  static final Key<List<String>> TRUSTED_PROXIES = list(
      "http.trusted-proxies",
      "addresses of proxies, with commas",
      "From where requests come with http.behind-proxy.",
      "127.0.0.1,::1",
      HOST_ADDRESS);
  static final Key<List<String>> ALLOWED_HOSTS = list(
      "http.allowed-hosts",
      "host names, perhaps with ports, with commas",
      "By which names, beside those of loopback, the manager may be called.",
      null,
      HOST_NAME);
  static final Key<List<String>> ALLOWED_ORIGINS = list(
      "http.allowed-origins",
      "origins such as https://inspector.example.com, with commas",
      "From which pages, beside those of this machine, requests with a key or token may come.",
      null,
      ORIGIN);
  static final Key<Boolean> OPEN = yesOrNo(
      "auth.open",
      "Whether everybody who reaches the manager may do everything; on loopback only.");
  static final Key<Rates> LIMIT_ADDRESS = rates(
      "limits.address",
      "What one address may ask without a valid credential.",
      "50/s 600/m 6000/h");
  static final Key<Rates> LIMIT_LOW =
      rates("limits.low", "What somebody of tier low may ask.", "20/s 300/m 6000/h 50000/d");
  static final Key<Rates> LIMIT_STANDARD = rates(
      "limits.standard",
      "What everybody may ask whose key or user has no other tier.",
      "500/s 12000/m 300000/h 3000000/d");
  static final Key<Rates> LIMIT_HIGH =
      rates("limits.high", "What somebody of tier high may ask.", "5000/s 200000/m");
  static final Key<Long> MAX_MESSAGE_BYTES = number(
      "gateway.max-message-bytes",
      64L << 10,
      1L << 30,
      "Longest message of a server, such as the result of a call; a longer one fails its call.",
      10L << 20);
  static final Key<Long> MAX_SESSIONS =
      number("gateway.max-sessions", 1, 1_000_000, "Most client sessions at a time.", 10_000);
  static final Key<Duration> SESSION_IDLE = duration(
      "gateway.session-idle",
      Duration.ofSeconds(1),
      Duration.ofDays(7),
      "How long a session without message, call or open stream is kept.",
      "30m");
  static final Key<Long> MAX_SESSION_CALLS = number(
      "gateway.max-session-calls",
      1,
      100_000,
      "Most requests that a session waits for at a time.",
      1000);
  static final Key<Long> MAX_PARKED_CALLS = number(
      "gateway.max-parked-calls",
      0,
      100_000,
      "Most calls that wait for answers of clients without a session at a time.",
      1000);
  static final Key<Boolean> PLAIN_JSON = yesOrNo(
      "gateway.plain-json",
      "Whether messages without the JSON-RPC wrapper are taken at /mcp/plain.");
  static final Key<Boolean> PRIVATE_ADDRESSES = flag(
      "network.private-addresses",
      "true or false",
      "Whether remote servers may be on this machine or in private networks.",
      "true",
      text ->
          Optional.of(text).filter(Set.of("true", "false")::contains).map(Boolean::parseBoolean));
  static final Key<List<String>> REACHABLE_HOSTS = list(
      "network.allowed-hosts",
      "names and addresses of hosts, with commas",
      "Hosts that definitions may have the manager connect to wherever they lead, even to link-local addresses.",
      null,
      NAMED_HOST);
  static final Key<URI> PUBLIC_URL = url(
      "http.public-url",
      "Address by which clients know the manager, such as https://mcp.example.com; the default is what they ask for.");
  static final Key<URI> OAUTH_ISSUER = url(
      "auth.oauth.issuer",
      "Identity provider whose access tokens are taken at the MCP endpoints; the default is none.");
  static final Key<List<String>> OAUTH_AUDIENCES = list(
      "auth.oauth.audiences",
      "audiences, with commas",
      "What such tokens may be for beside the address of the endpoint; for providers that can't name addresses.",
      null,
      WORD);
  static final Key<URI> OIDC_ISSUER =
      url("auth.oidc.issuer", "OpenID provider with which people sign in; the default is none.");
  static final Key<String> OIDC_CLIENT = text(
      "auth.oidc.client-id",
      "a client id",
      "By which the OpenID provider knows the manager.",
      null,
      text -> Optional.of(text).filter(WORD.asMatchPredicate()));
  static final Key<Path> OIDC_SECRET_FILE = path(
      "auth.oidc.client-secret-file",
      "File with the secret that the OpenID provider gave; the default is a client without one.");
  static final Key<List<String>> OIDC_SCOPES = list(
      "auth.oidc.scopes",
      "scopes, with commas",
      "What the OpenID provider is asked for beside openid.",
      "profile,email",
      WORD);
  static final Key<String> OIDC_GROUPS = text(
      "auth.oidc.groups-claim",
      "the name of a claim",
      "Claim of the ID token that lists a person's groups.",
      "groups",
      text -> Optional.of(text).filter(WORD.asMatchPredicate()));
  static final Key<List<String>> OIDC_ROLES = list(
      "auth.oidc.roles",
      "pairs such as engineers=operator, with commas",
      "Which roles the members of the provider's groups get.",
      null,
      PAIR);
  static final Key<List<String>> OIDC_DEFAULT_ROLES = list(
      "auth.oidc.default-roles",
      "names of roles, with commas",
      "Roles of everybody whom the provider vouches for; without any, who has none by a group does not get in.",
      null,
      WORD);
  static final Key<Path> DATA_DIRECTORY =
      path("data.directory", "Folder of the database; the default is the user's data folder.");
  static final Key<ManagerConfig.Docker.Use> DOCKER_ENABLED = flag(
      "docker.enabled",
      "auto, true or false",
      "Whether servers run as containers: true makes the manager unready without an engine.",
      "auto",
      text -> Arrays.stream(ManagerConfig.Docker.Use.values())
          .filter(use -> use.text().equals(text))
          .findFirst());
  static final Key<String> DOCKER_HOST = text(
      "docker.host",
      "an address such as unix:///var/run/docker.sock or tcp://10.0.0.5:2376",
      "Address of the container engine; the default is found as docker itself does.",
      null,
      text -> Optional.of(text).filter(given -> ENGINE_ADDRESS.matcher(given).matches()));
  static final Key<Path> SERVERS_FILE = path(
      "servers.file",
      "JSON file of servers that are created and started at the start unless they exist.");
  static final Key<Long> EVENTS_KEEP_DAYS = number(
      "events.keep-days", 1, 36_500, "Days after which events are deleted; the newest stays.", 90);
  static final Key<Long> EVENTS_KEEP_COUNT = number(
      "events.keep-count",
      1000,
      1_000_000_000,
      "Most events kept; of more, the oldest are deleted.",
      1_000_000);
  static final Key<Path> KEY_FILE = path(
      "secrets.key-file",
      "File of the key that secrets are sealed with; the default is key in data.directory.");
  static final Key<Path> KEY_STORE = path(
      "secrets.key-store",
      "PKCS#12 key store to take that key from instead: its entry mcp-manager.");
  static final Key<LogLevel> LOG_LEVEL = text(
      "log.level",
      "debug, info, warning or error",
      "Least serious of the manager's own log lines that are written.",
      "info",
      text -> Arrays.stream(LogLevel.values())
          .filter(level -> level.text().equals(text))
          .findFirst());

  static final List<Key<?>> ALL = List.of(
      HOST,
      PORT,
      MAX_BODY_BYTES,
      MAX_CONNECTIONS,
      IDLE_TIMEOUT,
      DRAIN_TIMEOUT,
      WRITE_TIMEOUT,
      MAX_HEADER_BYTES,
      MAX_LIVE_CONNECTIONS,
      TLS_CERTIFICATE,
      TLS_PRIVATE_KEY,
      BEHIND_PROXY,
      TRUSTED_PROXIES,
      ALLOWED_HOSTS,
      ALLOWED_ORIGINS,
      OPEN,
      LIMIT_ADDRESS,
      LIMIT_LOW,
      LIMIT_STANDARD,
      LIMIT_HIGH,
      MAX_MESSAGE_BYTES,
      MAX_SESSIONS,
      SESSION_IDLE,
      MAX_SESSION_CALLS,
      MAX_PARKED_CALLS,
      PLAIN_JSON,
      PUBLIC_URL,
      OAUTH_ISSUER,
      OAUTH_AUDIENCES,
      OIDC_ISSUER,
      OIDC_CLIENT,
      OIDC_SECRET_FILE,
      OIDC_SCOPES,
      OIDC_GROUPS,
      OIDC_ROLES,
      OIDC_DEFAULT_ROLES,
      PRIVATE_ADDRESSES,
      REACHABLE_HOSTS,
      DATA_DIRECTORY,
      DOCKER_ENABLED,
      DOCKER_HOST,
      SERVERS_FILE,
      EVENTS_KEEP_DAYS,
      EVENTS_KEEP_COUNT,
      KEY_FILE,
      KEY_STORE,
      LOG_LEVEL);

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  static Optional<Key<?>> find(String name) {
    return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  static boolean hasSection(String section) {
    return ALL.stream().anyMatch(key -> key.section().equals(section));
  }

  private static <T> Key<T> text(
      String name,
      String expected,
      String help,
      @Nullable String defaultText,
      Function<String, Optional<T>> parser) {
    return new Key<>(name, Key.Type.TEXT, expected, help, defaultText, parser);
  }

  private static <T> Key<T> flag(
      String name,
      String expected,
      String help,
      String defaultText,
      Function<String, Optional<T>> parser) {
    return new Key<>(name, Key.Type.FLAG, expected, help, defaultText, parser);
  }

  private static Key<Boolean> yesOrNo(String name, String help) {
    return flag(name, "true or false", help, "false", text -> Optional.of(text)
        .filter(Set.of("true", "false")::contains)
        .map(Boolean::parseBoolean));
  }

  private static Key<List<String>> list(
      String name, String expected, String help, @Nullable String defaultText, Pattern item) {
    return text(name, expected, help, defaultText, text -> {
      List<String> items = text.isBlank()
          ? List.of()
          : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
      return Optional.of(items)
          .filter(all -> all.stream().allMatch(one -> item.matcher(one).matches()));
    });
  }

  private static Key<Rates> rates(String name, String help, String defaultText) {
    return text(
        name,
        "numbers of requests a second, minute, hour and day, such as '10/s 100/m 1000/h', or none",
        help,
        defaultText,
        Rates::parse);
  }

  private static Key<Long> number(String name, long min, long max, String help, long value) {
    return new Key<>(
        name,
        Key.Type.NUMBER,
        "a whole number from " + min + " to " + max,
        help,
        Long.toString(value),
        text -> wholeNumber(text).filter(number -> number >= min && number <= max));
  }

  private static Optional<Long> wholeNumber(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static Key<Duration> duration(
      String name, Duration min, Duration max, String help, String defaultText) {
    return text(
        name,
        "a time such as 500ms, 30s, 5m or 1h, from " + print(min) + " to " + print(max),
        help,
        defaultText,
        text -> parse(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
  }

  private static Optional<Duration> parse(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(parts.group(1));
    return Optional.of(
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }

  private static String print(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** An address that nobody can listen to on the way: over https, or on this machine. */
  private static Key<URI> url(String name, String help) {
    return text(name, "an https URL (http on this machine), without query", help, null, text -> {
      try {
        URI url = new URI(text);
        boolean secure = "https".equals(url.getScheme())
            || ("http".equals(url.getScheme())
                && Set.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost()));
        return Optional.of(url)
            .filter(one -> secure
                && one.getHost() != null
                && one.getRawUserInfo() == null
                && one.getRawQuery() == null
                && one.getRawFragment() == null);
      } catch (URISyntaxException malformed) {
        return Optional.empty();
      }
    });
  }

  private static Key<Path> path(String name, String help) {
    return new Key<>(name, Key.Type.TEXT, "a path", help, null, text -> {
      try {
        return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
      } catch (InvalidPathException invalid) {
        return Optional.empty();
      }
    });
  }

  private Keys() {}
}
