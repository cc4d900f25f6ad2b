package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.secret.SecretReference;
import io.mcpmanager.core.catalog.Catalog;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.core.lifecycle.Life;
import io.mcpmanager.core.lifecycle.Traffic;
import io.mcpmanager.core.protocol.Backlog;
import io.mcpmanager.core.protocol.ServerGreeting;
import io.mcpmanager.core.protocol.UpstreamConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The lifecycle's view of a connection that the gateway routes calls to. */
final class LiveConnection implements Connection {

  private final Life life;
  private final UpstreamConnection upstream;
  private final Catalog catalog;
  private final BooleanSupplier upToDate;
  private final @Nullable McpManagerException listingFailure;
  private final byte[] serverInfo;
  private final boolean usesSecrets;
  private final boolean usesCredentials;
  private final Lease shared = new Lease() {
    @Override
    public LiveConnection connection() {
      return LiveConnection.this;
    }

    @Override
    public void close() {
      // others go on using it
    }
  };

  private volatile @Nullable McpLevel logLevel;

  /**
   * A connection that has completed its handshake.
   *
   * @param life whose connection it is
   * @param catalog what the server offered when it came up
   * @param upToDate whether all of that could be read, and nothing is known to have changed since
   * @param listingFailure why something of it could not be read, or null
   */
  LiveConnection(
      Life life,
      UpstreamConnection upstream,
      Catalog catalog,
      BooleanSupplier upToDate,
      @Nullable McpManagerException listingFailure) {
    this.life = life;
    this.upstream = upstream;
    this.catalog = catalog;
    this.upToDate = upToDate;
    this.listingFailure = listingFailure;
    List<SecretReference> references = SecretReference.in(life.definition().launch());
    this.usesSecrets = !references.isEmpty();
    this.usesCredentials = references.stream()
        .anyMatch(reference -> reference.kind() == SecretReference.Kind.CREDENTIAL);
    this.serverInfo = upstream.greeting().serverInfo();
  }

  /** The use of it by one call among many. */
  Lease shared() {
    return shared;
  }

  /** The log level the server was last asked for, or null. */
  @Nullable
  McpLevel logLevel() {
    return logLevel;
  }

  void logLevel(McpLevel asked) {
    logLevel = asked;
  }

  Catalog catalog() {
    return catalog;
  }

  /** Whether the catalog is all there is, as far as the server has said by now. */
  boolean isUpToDate() {
    return upToDate.getAsBoolean();
  }

  Life life() {
    return life;
  }

  Optional<McpManagerException> listingFailure() {
    return Optional.ofNullable(listingFailure);
  }

  UpstreamConnection upstream() {
    return upstream;
  }

  ServerGreeting greeting() {
    return upstream.greeting();
  }

  /** Whether the server was launched with something that its answers must not hold. */
  boolean usesSecrets() {
    return usesSecrets;
  }

  /** Whether the server is to be called with each client's own credentials, which the shared instance has not. */
  boolean usesCredentials() {
    return usesCredentials;
  }

  /** What the server says it is, a JSON object. */
  byte[] serverInfo() {
    return serverInfo;
  }

  @Override
  public String protocolRevision() {
    return greeting().revision().text();
  }

  @Override
  public String serverName() {
    return greeting().name();
  }

  @Override
  public String serverVersion() {
    return greeting().version();
  }

  @Override
  public Duration ping(Duration timeout) throws InterruptedException {
    return upstream.ping(timeout);
  }

  @Override
  public Traffic traffic(Duration patience) {
    Backlog backlog = upstream.backlog(patience);
    return new Traffic(
        backlog.inFlight(),
        backlog.overdue(),
        backlog.oldest(),
        backlog.silence(),
        backlog.lateAnswers());
  }

  @Override
  public CompletableFuture<String> closed() {
    return upstream.closed();
  }

  @Override
  public void close() {
    upstream.close();
  }
}
