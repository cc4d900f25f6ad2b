package io.mcpmanager.server.auth.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider, as it describes itself (RFC 8414, OpenID Connect Discovery). It is asked when it is first needed,
 * and again after a while; what it said last counts as long as it can't be reached. Thread-safe.
 */
final class Provider {

  /** Signatures that only the provider can make: none with a shared secret, and no missing ones. */
  static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
      JWSAlgorithm.RS256,
      JWSAlgorithm.RS384,
      JWSAlgorithm.RS512,
      JWSAlgorithm.PS256,
      JWSAlgorithm.PS384,
      JWSAlgorithm.PS512,
      JWSAlgorithm.ES256,
      JWSAlgorithm.ES384,
      JWSAlgorithm.ES512);

  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);
  private static final long KEYS_FRESH = Duration.ofMinutes(5).toMillis();
  private static final long KEYS_WAIT = Duration.ofSeconds(15).toMillis();
  /** However many tokens name unknown keys, the provider is asked for its keys this seldom. */
  private static final long BETWEEN_KEYS = Duration.ofSeconds(30).toMillis();

  private static final long KEYS_STALE = Duration.ofHours(4).toMillis();

  /**
   * What is known of it.
   *
   * @param metadata as it describes itself
   * @param keys chooses the key for a signature
   * @param at when that was read, in nano time
   */
  record Known(
      AuthorizationServerMetadata metadata, JWSKeySelector<SecurityContext> keys, long at) {}

  private final URI issuer;
  private final ProviderClient client;
  private final ManagerClock clock;
  /** Held while it is asked, so that it is asked once. */
  private final ReentrantLock asking = new ReentrantLock();

  private volatile @Nullable Known known;
  private volatile @Nullable Failure failed;

  /** When it could not be asked, in nano time, and why. */
  private record Failure(long at, IOException reason) {}

  Provider(URI issuer, ProviderClient client, ManagerClock clock) {
    this.issuer = issuer;
    this.client = client;
    this.clock = clock;
  }

  /** The issuer, exactly as tokens name it. */
  String issuer() {
    return issuer.toString();
  }

  /**
   * What is known of it.
   *
   * @throws IOException if it has never been reached, or describes itself in a way that can't be used
   */
  Known known() throws IOException {
    Known present = known;
    if (present != null && isWithin(present.at(), FRESH)) {
      return present;
    }
    asking.lock();
    try {
      present = known;
      if (present != null && isWithin(present.at(), FRESH)) {
        return present;
      }
      Failure last = failed;
      if (last != null && isWithin(last.at(), BETWEEN_TRIES)) {
        return orElseThrow(present, last.reason());
      }
      try {
        Known read = read(present);
        known = read;
        return read;
      } catch (IOException e) {
        failed = new Failure(clock.nanoTime(), e);
        return orElseThrow(present, e);
      }
    } finally {
      asking.unlock();
    }
  }

  /** What is known of it by now; nobody is asked. */
  Optional<Known> present() {
    return Optional.ofNullable(known);
  }

  private static Known orElseThrow(@Nullable Known present, IOException reason) throws IOException {
    if (present == null) {
      throw new IOException("the identity provider can't be used: " + reason.getMessage(), reason);
    }
    return present;
  }

  private boolean isWithin(long at, Duration time) {
    return clock.nanoTime() - at < time.toNanos();
  }

  private Known read(@Nullable Known present) throws IOException {
    var failure = new IOException("it does not describe itself");
    for (URI place : places()) {
      try {
        AuthorizationServerMetadata metadata = AuthorizationServerMetadata.parse(client.get(place));
        check(metadata);
        Known same =
            present != null && metadata.getJWKSetURI().equals(present.metadata().getJWKSetURI())
                ? present
                : null;
        return new Known(
            metadata, same == null ? keys(metadata.getJWKSetURI()) : same.keys(), clock.nanoTime());
      } catch (IOException | ParseException e) {
        failure = new IOException(String.valueOf(e.getMessage()), e);
      }
    }
    throw failure;
  }

  /** Where it may describe itself, in the order in which clients of MCP look. */
  private List<URI> places() {
    String path = issuer.getRawPath() == null ? "" : issuer.getRawPath().replaceFirst("/$", "");
    String origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
    var places = new ArrayList<URI>();
    places.add(URI.create(origin + "/.well-known/oauth-authorization-server" + path));
    places.add(URI.create(origin + "/.well-known/openid-configuration" + path));
    if (!path.isEmpty()) {
      places.add(URI.create(origin + path + "/.well-known/openid-configuration"));
    }
    return places;
  }

  private void check(AuthorizationServerMetadata metadata) throws IOException {
    if (!metadata.getIssuer().getValue().equals(issuer())) {
      throw new IOException("it calls itself by the name of another issuer");
    }
    if (metadata.getJWKSetURI() == null || !ProviderClient.isSecure(metadata.getJWKSetURI())) {
      throw new IOException("it names no https address of its keys");
    }
  }

  private JWSKeySelector<SecurityContext> keys(URI address) throws MalformedURLException {
    JWKSource<SecurityContext> source = JWKSourceBuilder.create(address.toURL(), client)
        .cache(KEYS_FRESH, KEYS_WAIT)
        .refreshAheadCache(false)
        .rateLimited(BETWEEN_KEYS)
        .outageTolerant(KEYS_STALE)
        .build();
    return new JWSVerificationKeySelector<>(ALGORITHMS, source);
  }
}
