package io.mcpmanager.core.config;

import io.mcpmanager.api.event.EventRetention;
import io.mcpmanager.api.log.LogLevel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured of the reference server, read by {@link ConfigLoader}. What a key means and may be
 * is said in {@link Keys}.
 *
 * @param http the listener
 * @param entrance who gets in, and from where
 * @param limits how much everybody may ask
 * @param gateway what is borne of clients and servers
 * @param docker the container engine
 * @param dataDirectory folder of the database
 * @param serversFile servers to create at the start if they do not exist yet, or null for none
 * @param eventRetention how much of the event log is kept
 * @param logLevel least serious of the manager's own log lines that are written
 * @param secrets where the key comes from that secrets are sealed with
 * @param network where definitions may have the manager connect to
 * @param providers identity providers, and how clients know the manager
 */
public record ManagerConfig(
    Http http,
    Entrance entrance,
    Limits limits,
    Gateway gateway,
    Docker docker,
    Path dataDirectory,
    @Nullable Path serversFile,
    EventRetention eventRetention,
    LogLevel logLevel,
    Secrets secrets,
    Network network,
    Providers providers) {

  /** The same in the usual network, without identity providers. */
  public ManagerConfig(
      Http http,
      Entrance entrance,
      Limits limits,
      Gateway gateway,
      Docker docker,
      Path dataDirectory,
      @Nullable Path serversFile,
      EventRetention eventRetention,
      LogLevel logLevel,
      Secrets secrets) {
    this(
        http,
        entrance,
        limits,
        gateway,
        docker,
        dataDirectory,
        serversFile,
        eventRetention,
        logLevel,
        secrets,
        Network.DEFAULT,
        Providers.NONE);
  }

  /**
   * Where the key comes from that secrets are sealed with.
   *
   * @param keyFile the file it is in, or null for the one in the data folder
   * @param keyStore the key store it is in, or null to take the file
   */
  public record Secrets(@Nullable Path keyFile, @Nullable Path keyStore) {}

  /**
   * The listener.
   *
   * @param host address it listens at
   * @param port port it listens at; 0 for any free one
   * @param maxBodyBytes longest request body
   * @param maxConnections most connections at a time
   * @param idleTimeout silence after which a connection is closed
   * @param drainTimeout time that running requests get when the manager stops
   * @param writeTimeout time after which a client that takes nothing is cut off
   * @param maxHeaderBytes longest headers of a request
   * @param maxLiveConnections most WebSockets and event streams of the API at a time
   */
  public record Http(
      String host,
      int port,
      long maxBodyBytes,
      int maxConnections,
      Duration idleTimeout,
      Duration drainTimeout,
      Duration writeTimeout,
      int maxHeaderBytes,
      int maxLiveConnections) {}

  /**
   * Who gets in, and from where.
   *
   * @param open whether everybody may do everything
   * @param tlsCertificate PEM file to serve HTTPS with, or null to serve HTTP
   * @param tlsPrivateKey PEM file of the certificate's key, or null if there is no certificate
   * @param behindProxy whether requests come through a reverse proxy
   * @param trustedProxies addresses of such proxies
   * @param allowedHosts names it may be called by beside those of loopback
   * @param allowedOrigins pages that may call it beside those of this machine
   */
  public record Entrance(
      boolean open,
      @Nullable Path tlsCertificate,
      @Nullable Path tlsPrivateKey,
      boolean behindProxy,
      List<String> trustedProxies,
      List<String> allowedHosts,
      List<String> allowedOrigins) {

    /** Copies the lists. */
    public Entrance {
      trustedProxies = List.copyOf(trustedProxies);
      allowedHosts = List.copyOf(allowedHosts);
      allowedOrigins = List.copyOf(allowedOrigins);
    }
  }

  /**
   * How much may be asked.
   *
   * @param address by one address without a valid credential
   * @param low by somebody of this tier
   * @param standard by everybody who has no other tier
   * @param high by somebody of this tier
   */
  public record Limits(Rates address, Rates low, Rates standard, Rates high) {}

  /**
   * The gateway.
   *
   * @param maxMessageBytes longest message of a server
   * @param maxSessions most client sessions at a time
   * @param sessionIdle how long a session without message, call or open stream is kept
   * @param maxSessionCalls most requests that a session waits for at a time
   * @param maxParkedCalls most calls that wait for answers of clients without a session at a time
   * @param plainJson whether messages without the JSON-RPC wrapper are taken
   */
  public record Gateway(
      int maxMessageBytes,
      int maxSessions,
      Duration sessionIdle,
      int maxSessionCalls,
      int maxParkedCalls,
      boolean plainJson) {

    /** The same without messages that lack the JSON-RPC wrapper. */
    public Gateway(
        int maxMessageBytes,
        int maxSessions,
        Duration sessionIdle,
        int maxSessionCalls,
        int maxParkedCalls) {
      this(maxMessageBytes, maxSessions, sessionIdle, maxSessionCalls, maxParkedCalls, false);
    }
  }

  /**
   * Identity providers, and how clients know the manager.
   *
   * @param publicUrl the address by which clients know it, or null for what they ask for
   * @param tokenIssuer provider whose access tokens are taken at the MCP endpoints, or null for none
   * @param tokenAudiences what such tokens may be for beside an endpoint
   * @param openId provider with which people sign in, or null for none
   */
  public record Providers(
      @Nullable URI publicUrl,
      @Nullable URI tokenIssuer,
      List<String> tokenAudiences,
      @Nullable OpenId openId) {

    /** No providers. */
    public static final Providers NONE = new Providers(null, null, List.of(), null);

    /** Copies the list. */
    public Providers {
      tokenAudiences = List.copyOf(tokenAudiences);
    }
  }

  /**
   * An OpenID provider with which people sign in.
   *
   * @param issuer its name and address
   * @param clientId by which it knows the manager
   * @param secretFile file with the manager's secret there, or null if it has none
   * @param scopes what it is asked for beside openid
   * @param groupsClaim claim that lists a person's groups
   * @param roles pairs of a group and a role
   * @param defaultRoles roles of everybody
   */
  public record OpenId(
      URI issuer,
      String clientId,
      @Nullable Path secretFile,
      List<String> scopes,
      String groupsClaim,
      List<String> roles,
      List<String> defaultRoles) {

    /** Copies the lists. */
    public OpenId {
      scopes = List.copyOf(scopes);
      roles = List.copyOf(roles);
      defaultRoles = List.copyOf(defaultRoles);
    }
  }

  /**
   * Where definitions may have the manager connect to.
   *
   * @param privateAddresses whether remote servers may be on this machine or in private networks
   * @param allowedHosts hosts that are allowed wherever they lead
   */
  public record Network(boolean privateAddresses, Set<String> allowedHosts) {

    /** What is allowed unless something else is said. */
    public static final Network DEFAULT = new Network(true, Set.of());
  }

  /**
   * The container engine.
   *
   * @param use whether servers run as containers
   * @param host its address, or null to find it as Docker's own command does
   */
  public record Docker(Use use, @Nullable String host) {

    /** Whether servers run as containers. */
    public enum Use {
      /** Whenever there is an engine. */
      AUTO,
      /** Always; without an engine the manager is not ready. */
      TRUE,
      /** Never. */
      FALSE;

      String text() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }
}
