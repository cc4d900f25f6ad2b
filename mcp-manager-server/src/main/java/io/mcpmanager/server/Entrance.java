package io.mcpmanager.server;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.server.auth.CredentialAuthenticator;
import io.mcpmanager.server.auth.LocalCredentials;
import io.mcpmanager.server.auth.LocalKey;
import io.mcpmanager.server.auth.RateLimits;
import io.mcpmanager.server.auth.SessionCookies;
import io.mcpmanager.server.auth.TlsFiles;
import io.mcpmanager.server.auth.oauth.IdentityProviders;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.Reach;
import io.mcpmanager.server.mcp.ScopeChallenges;
import io.mcpmanager.server.rest.SignInSetup;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Who gets in, by the configuration: puts together what decides that. */
final class Entrance implements AutoCloseable {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");
  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");

  private final boolean open;
  private final Path folder;
  private final Authenticator authenticator;
  private final LocalCredentials local;
  private final Authentication authentication;
  private final IdentityProviders providers;

  /** What ends with it, the last first. */
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  private volatile int port;

  private Entrance(McpManager manager, ManagerConfig config) {
    this.open = config.entrance().open();
    this.folder = config.dataDirectory();
    this.local = new LocalCredentials();
    this.authentication = manager.authentication();
    var clock = new SystemClock();
    owned.push(clock);
    this.providers = new IdentityProviders(
        config.providers(),
        config.network(),
        config.entrance().tlsCertificate() != null || config.entrance().behindProxy(),
        clock);
    owned.push(providers);
    this.authenticator = open ? Authenticator.open() : closed(manager, config, clock);
  }

  /** The entrance to a manager. */
  static Entrance of(McpManager manager, ManagerConfig config) {
    check(config);
    return new Entrance(manager, config);
  }

  private Authenticator closed(McpManager manager, ManagerConfig config, SystemClock clock) {
    CredentialAuthenticator.LocalCredential external = providers.tokens();
    var credentials = new CredentialAuthenticator(
        manager.authentication(),
        cookies(),
        new RateLimits(config.limits(), clock),
        (token, head) -> local.identify(token, head).or(() -> external.identify(token, head)),
        providers.challenges(),
        clock);
    owned.push(credentials);
    Subscription changes = manager
        .events()
        .on(
            CallContext.system("entrance"),
            EventData.AccessChanged.class,
            change -> credentials.changed());
    owned.push(changes);
    return credentials;
  }

  private SessionCookies cookies() {
    return new SessionCookies(() -> port);
  }

  Authenticator authenticator() {
    return authenticator;
  }

  /** What answers say to who may do too little at the MCP endpoints. */
  ScopeChallenges scopeChallenges() {
    return providers.scopeChallenges();
  }

  /** What identity providers bring; nothing if everybody is let in. */
  List<HttpFeature> features() {
    return open ? List.of() : providers.features(authentication, cookies());
  }

  SignInSetup signIn() {
    var ways = providers.signIn().stream()
        .map(way -> new SignInSetup.Provider(way.name(), way.path()))
        .toList();
    return new SignInSetup(open, ways, cookies());
  }

  /** The server listens now: who can read the data folder gets a key to it. */
  void opened(int actualPort) {
    port = actualPort;
    if (!open) {
      LocalKey key = LocalKey.create(folder, actualPort);
      owned.push(key);
      local.set(key);
    }
  }

  /** By which names and from where the server can be reached. */
  static Reach reach(ManagerConfig config) {
    ManagerConfig.Entrance entrance = config.entrance();
    var hosts = new HashSet<>(entrance.allowedHosts());
    String host = config.http().host();
    if (!LOOPBACK.contains(host) && !EVERY_ADDRESS.contains(host)) {
      hosts.add(host.contains(":") ? "[" + host + "]" : host);
    }
    URI url = config.providers().publicUrl();
    if (url != null) {
      hosts.add(url.getRawAuthority());
    }
    return new Reach(
        tls(entrance),
        entrance.behindProxy(),
        Set.copyOf(entrance.trustedProxies()),
        hosts,
        Set.copyOf(entrance.allowedOrigins()));
  }

  private static @Nullable SSLContext tls(ManagerConfig.Entrance entrance) {
    Path certificate = entrance.tlsCertificate();
    Path key = entrance.tlsPrivateKey();
    return certificate != null && key != null ? TlsFiles.read(certificate, key) : null;
  }

  /**
   * Refuses what would let people in whom nobody meant to let in.
   *
   * @throws ValidationException if settings do not go together
   */
  static void check(ManagerConfig config) {
    ManagerConfig.Entrance entrance = config.entrance();
    boolean tls = entrance.tlsCertificate() != null;
    if (tls != (entrance.tlsPrivateKey() != null)) {
      throw refused("http.tls-certificate", "goes with http.tls-private-key: give both or neither");
    }
    if (tls && entrance.behindProxy()) {
      throw refused(
          "http.behind-proxy",
          "excludes http.tls-certificate: who serves HTTPS, proxy or manager?");
    }
    if (LOOPBACK.contains(config.http().host())) {
      if (entrance.open() && entrance.behindProxy()) {
        throw refused("auth.open", "excludes http.behind-proxy: it is for this machine only");
      }
      return;
    }
    if (entrance.open()) {
      throw refused(
          "auth.open", "is for loopback only; http.host is " + config.http().host());
    }
    if (!tls && !entrance.behindProxy()) {
      throw refused(
          "http.host",
          "is no loopback address, so give http.tls-certificate and http.tls-private-key, or --behind-proxy");
    }
    if (EVERY_ADDRESS.contains(config.http().host()) && entrance.allowedHosts().isEmpty()) {
      throw refused(
          "http.allowed-hosts", "must say by which name the manager is called from elsewhere");
    }
  }

  private static ValidationException refused(String key, String message) {
    return new ValidationException(List.of(new Problem(key, message, Problem.Code.NOT_ALLOWED)));
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception failed) {
        throw new IllegalStateException("what lets people in could not be closed", failed);
      }
    }
  }
}
