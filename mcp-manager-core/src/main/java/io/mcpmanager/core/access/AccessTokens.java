package io.mcpmanager.core.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.secret.Keyring;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs and checks access tokens: JSON Web Tokens by RFC 9068, signed with ES256. Only that algorithm is taken, and only
 * with keys of our own found by their id, whatever a token says of itself. Thread-safe.
 */
final class AccessTokens {

  static final Duration LIFE = Duration.ofMinutes(15);

  /** After this a new key signs, without anybody asking for it. */
  static final Duration KEY_LIFE = Duration.ofDays(90);

  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
  private static final String CLIENT = "mcp-manager";
  private static final String FAMILY = "sid";
  private static final String SEAL_PURPOSE = "signing-key:";
  static final int MAX_LENGTH = 4096;
  private static final int MAX_KEYS = 100;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /** What a token says. */
  record Claims(String id, String user, String family, Instant expiresAt) {}

  private record SigningKey(
      ECKey key, Instant createdAt, @Nullable Instant until) {}

  private record Keys(Map<String, SigningKey> byId, Instant readAt) {

    Optional<SigningKey> youngest() {
      return byId.values().stream()
          .filter(key -> key.until() == null)
          .max(Comparator.comparing(SigningKey::createdAt));
    }
  }

  private final Shelf<StoredKey> shelf;
  private final Keyring keyring;
  private final Ledger ledger;
  private final String issuer;
  private final ManagerClock clock;
  private final IdSource ids;
  private volatile @Nullable Keys keys;

  AccessTokens(
      Shelf<StoredKey> shelf,
      Keyring keyring,
      Ledger ledger,
      String storeId,
      ManagerClock clock,
      IdSource ids) {
    this.shelf = shelf;
    this.keyring = keyring;
    this.ledger = ledger;
    this.issuer = "urn:mcp-manager:" + storeId;
    this.clock = clock;
    this.ids = ids;
  }

  /** A token for a user's sign-in. */
  String issue(String user, String family) {
    Instant now = clock.now();
    SigningKey key = signing(now);
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
        .type(TYPE)
        .keyID(key.key().getKeyID())
        .build();
    var claims = new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience(issuer)
        .subject(user)
        .jwtID(ids.nextSecret())
        .claim("client_id", CLIENT)
        .claim(FAMILY, family)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(LIFE)))
        .build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(new ECDSASigner(key.key()));
    } catch (JOSEException e) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, "a token can't be signed", e);
    }
    return token.serialize();
  }

  /** What a token says; empty if it is not ours or has expired. */
  Optional<Claims> verify(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      JWSHeader header = token.getHeader();
      String id = header.getKeyID();
      if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
          || !TYPE.equals(header.getType())
          || id == null) {
        return Optional.empty();
      }
      Optional<SigningKey> key = checking(id);
      if (key.isEmpty() || !token.verify(new ECDSAVerifier(key.get().key().toPublicJWK()))) {
        return Optional.empty();
      }
      return claims(token.getJWTClaimsSet());
    } catch (ParseException | JOSEException | RuntimeException e) {
      // whatever somebody sends, it is not ours
      return Optional.empty();
    }
  }

  private Optional<Claims> claims(JWTClaimsSet claims) throws ParseException {
    Date end = claims.getExpirationTime();
    String subject = claims.getSubject();
    String family = claims.getStringClaim(FAMILY);
    String id = claims.getJWTID();
    if (!issuer.equals(claims.getIssuer())
        || !claims.getAudience().equals(List.of(issuer))
        || end == null
        || !end.toInstant().isAfter(clock.now())
        || subject == null
        || family == null
        || id == null) {
      return Optional.empty();
    }
    return Optional.of(new Claims(id, subject, family, end.toInstant()));
  }

  /** A JSON Web Key Set of the public halves. */
  String publicKeys() {
    SigningKey ignored = signing(clock.now());
    List<JWK> shown = new ArrayList<>();
    usable().values().forEach(key -> shown.add(key.key().toPublicJWK()));
    return new JWKSet(shown).toString(true);
  }

  /** Has a new key sign from now on; the former ones check until what they signed has expired. */
  void roll() {
    ledger.inTurn(() -> {
      Instant now = clock.now();
      Instant until = now.plus(LIFE).plusSeconds(60);
      var changes = new ArrayList<StoreChange>();
      shelf.list(Document.SHARED, "", MAX_KEYS).stream()
          .filter(former -> former.expiresAt() == null)
          .forEach(former -> changes.add(shelf.put(
              former.tenant(), former.id(), null, until, former.value(), former.revision())));
      changes.add(create(now));
      ledger.commit(changes);
      keys = read();
      return null;
    });
  }

  private StoreChange create(Instant now) {
    String id = ids.nextId();
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256)
          .keyID(id)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.ES256)
          .generate();
      byte[] sealed =
          keyring.seal(SEAL_PURPOSE + id, key.toJSONString().getBytes(StandardCharsets.UTF_8));
      return shelf.add(
          Document.SHARED,
          id,
          null,
          null,
          new StoredKey(id, Base64.getEncoder().encodeToString(sealed), now));
    } catch (JOSEException e) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, "a key can't be made", e);
    }
  }

  private SigningKey signing(Instant now) {
    Optional<SigningKey> present = present().youngest();
    if (present.isEmpty() || !present.get().createdAt().plus(KEY_LIFE).isAfter(now)) {
      ledger.inTurn(() -> {
        Keys stored = read();
        keys = stored;
        if (stored
            .youngest()
            .filter(key -> key.createdAt().plus(KEY_LIFE).isAfter(now))
            .isEmpty()) {
          roll();
        }
        return null;
      });
      present = present().youngest();
    }
    return present.orElseThrow(
        () -> new McpManagerException(ErrorCode.INTERNAL_ERROR, "there is no key to sign with"));
  }

  private Optional<SigningKey> checking(String id) {
    SigningKey known = usable().get(id);
    if (known == null && present().readAt().plus(LOOK_AGAIN).isBefore(clock.now())) {
      // another manager over the same store may have made it
      keys = read();
      known = usable().get(id);
    }
    return Optional.ofNullable(known);
  }

  private Map<String, SigningKey> usable() {
    Instant now = clock.now();
    var usable = new LinkedHashMap<>(present().byId());
    usable.values().removeIf(key -> key.until() != null && !key.until().isAfter(now));
    return usable;
  }

  private Keys present() {
    Keys present = keys;
    if (present == null) {
      present = read();
      keys = present;
    }
    return present;
  }

  private Keys read() {
    var byId = new LinkedHashMap<String, SigningKey>();
    for (var kept : shelf.list(Document.SHARED, "", MAX_KEYS)) {
      open(kept.value())
          .ifPresent(key ->
              byId.put(kept.id(), new SigningKey(key, kept.value().createdAt(), kept.expiresAt())));
    }
    return new Keys(byId, clock.now());
  }

  /** Empty if the manager's keys are others by now: then what was signed is not ours any more either. */
  private Optional<ECKey> open(StoredKey stored) {
    try {
      byte[] open =
          keyring.open(SEAL_PURPOSE + stored.id(), Base64.getDecoder().decode(stored.sealed()));
      return Optional.of(ECKey.parse(new String(open, StandardCharsets.UTF_8)));
    } catch (McpManagerException e) {
      if (e.code() != ErrorCode.KEY_UNAVAILABLE) {
        throw e;
      }
      return Optional.empty();
    } catch (ParseException e) {
      throw new McpManagerException(
          ErrorCode.INTERNAL_ERROR, "a stored signing key is unreadable", e);
    }
  }
}
