package io.mcpmanager.core.access;

import static io.mcpmanager.core.access.AccessFixture.ADDRESS;
import static io.mcpmanager.core.access.AccessFixture.PASSWORD;
import static io.mcpmanager.core.access.AccessFixture.assertRefused;
import static io.mcpmanager.core.access.AccessFixture.attempt;
import static io.mcpmanager.core.access.AccessFixture.context;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.Authentication.Tokens;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.spi.store.Document;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TokensTest {

  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

  private final AccessFixture fixture = new AccessFixture();
  private CallContext admin;
  private User ada;

  @BeforeEach
  void addUser() {
    admin = fixture.firstAdministrator();
    ada = fixture.user(admin, "ada", "operator");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Tokens tokens() {
    return fixture.authentication.tokens(attempt("ada", PASSWORD), ADDRESS);
  }

  private void assertRefusedBearer(String token) {
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.bearer(token, ADDRESS));
  }

  private void assertRefusedRefresh(String token) {
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.refresh(token, ADDRESS));
  }

  @Test
  void givenTokens_whenPresented_thenTheyAreTheUserUntilTheyExpire() {
    Tokens given = tokens();

    CallContext context = context(fixture.authentication.bearer(given.accessToken(), ADDRESS));
    assertThat(context.principal().id()).isEqualTo("user:" + ada.id());
    assertThat(given.accessSeconds()).isEqualTo(900);

    fixture.clock.advance(AccessTokens.LIFE);
    assertRefusedBearer(given.accessToken());
    Tokens next = fixture.authentication.refresh(given.refreshToken(), ADDRESS);
    assertThat(fixture.authentication.bearer(next.accessToken(), ADDRESS)).isNotNull();
    assertThat(given.toString()).doesNotContain(given.accessToken(), given.refreshToken());
  }

  @Test
  void givenRefreshToken_whenUsedTwice_thenAllThatCameOfTheSignInEnds() {
    Tokens first = tokens();
    Tokens second = fixture.authentication.refresh(first.refreshToken(), ADDRESS);
    Tokens other = tokens();
    assertThat(fixture.authentication.bearer(second.accessToken(), ADDRESS)).isNotNull();

    assertRefusedRefresh(first.refreshToken());

    assertRefusedBearer(first.accessToken());
    assertRefusedBearer(second.accessToken());
    assertRefusedRefresh(second.refreshToken());
    assertThat(fixture.authentication.bearer(other.accessToken(), ADDRESS)).isNotNull();
  }

  @Test
  void givenRefreshToken_whenItWaitsTooLong_thenRefused() {
    Tokens given = tokens();

    fixture.clock.advance(TokenBook.REFRESH_LIFE);

    assertRefusedRefresh(given.refreshToken());
  }

  @Test
  void givenTokensThatAreRefreshedForEver_whenAMonthIsOver_thenTheyEnd() {
    Tokens given = tokens();
    for (int day = 0; day < 29; day++) {
      fixture.clock.advance(Duration.ofDays(1));
      given = fixture.authentication.refresh(given.refreshToken(), ADDRESS);
    }
    String last = given.refreshToken();
    assertThat(given.refreshSeconds()).isEqualTo(Duration.ofDays(1).toSeconds());

    fixture.clock.advance(Duration.ofDays(1));

    assertRefusedRefresh(last);
  }

  @Test
  void givenAccessToken_whenRevoked_thenOnlyItEndsAndAtOnce() {
    Tokens given = tokens();
    assertThat(fixture.authentication.bearer(given.accessToken(), ADDRESS)).isNotNull();

    fixture.authentication.revoke(given.accessToken());

    assertRefusedBearer(given.accessToken());
    assertThat(fixture.authentication.refresh(given.refreshToken(), ADDRESS)).isNotNull();
  }

  @Test
  void givenRefreshToken_whenRevoked_thenAllEndAndUnknownOnesAreNoError() {
    Tokens given = tokens();
    assertThat(fixture.authentication.bearer(given.accessToken(), ADDRESS)).isNotNull();

    fixture.authentication.revoke(given.refreshToken());
    fixture.authentication.revoke("no such token");
    fixture.authentication.revoke("mcp_r_none");

    assertRefusedBearer(given.accessToken());
    assertRefusedRefresh(given.refreshToken());
  }

  @Test
  void givenUser_whenDisabled_thenTheirTokensEndAtOnce() {
    Tokens given = tokens();
    assertThat(fixture.authentication.bearer(given.accessToken(), ADDRESS)).isNotNull();

    var ignored = fixture.access.changeUser(
        admin, ada.id(), 1, new NewUser("ada", "", "", Set.of("operator"), false));

    assertRefusedBearer(given.accessToken());
    assertRefusedRefresh(given.refreshToken());
  }

  @Test
  void givenRolledKey_whenFormerTokensArePresented_thenTheyHoldUntilTheyExpire() {
    Tokens before = tokens();
    fixture.access.rollSigningKey(admin);
    Tokens after = tokens();

    assertThat(kid(before)).isNotEqualTo(kid(after));
    assertThat(fixture.authentication.bearer(before.accessToken(), ADDRESS)).isNotNull();
    assertThat(fixture.authentication.bearer(after.accessToken(), ADDRESS)).isNotNull();
    assertThat(publicKeys().getKeys()).hasSize(2).noneMatch(key -> key.isPrivate());
    fixture.clock.advance(AccessTokens.LIFE.plusSeconds(60));
    assertThat(publicKeys().getKeys()).hasSize(1);
  }

  @Test
  void givenOldSigningKey_whenItsTimeIsOver_thenANewOneSignsByItself() {
    String former = kid(tokens());

    fixture.clock.advance(AccessTokens.KEY_LIFE);

    assertThat(kid(tokens())).isNotEqualTo(former);
  }

  @Test
  void givenStore_whenSearched_thenNoPrivateKeyAndNoTokenIsInIt() {
    Tokens given = tokens();

    for (String kind : new String[] {"signing-key", "tokens", "refresh-token", "user"}) {
      assertThat(fixture.store.documents().list(kind, Document.SHARED, "", 100).toString())
          .doesNotContain("\"d\"")
          .doesNotContain(given.refreshToken())
          .doesNotContain(PASSWORD);
    }
  }

  private JWKSet publicKeys() {
    try {
      return JWKSet.parse(fixture.authentication.publicKeys());
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static SignedJWT parsed(Tokens tokens) {
    try {
      return SignedJWT.parse(tokens.accessToken());
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static String kid(Tokens tokens) {
    return parsed(tokens).getHeader().getKeyID();
  }

  /** The same claims, perhaps changed, under another header and signature. */
  private static String forged(
      Tokens tokens, JWSHeader header, JWSSigner signer, Consumer<JWTClaimsSet.Builder> change) {
    try {
      var claims = new JWTClaimsSet.Builder(parsed(tokens).getJWTClaimsSet());
      change.accept(claims);
      var token = new SignedJWT(header, claims.build());
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void givenTokenWithoutASignature_whenPresented_thenRefused() throws ParseException {
    Tokens given = tokens();
    String claims = given.accessToken().split("\\.")[1];
    String none = Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString("{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8));

    assertRefusedBearer(new PlainJWT(parsed(given).getJWTClaimsSet()).serialize());
    assertRefusedBearer(none + "." + claims + ".");
    assertRefusedBearer(given.accessToken().substring(0, given.accessToken().lastIndexOf('.') + 1));
  }

  @Test
  void givenTokenSignedWithThePublicKeyAsSharedSecret_whenPresented_thenRefused()
      throws JOSEException {
    Tokens given = tokens();
    ECKey key = publicKeys().getKeyByKeyId(kid(given)).toECKey();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).keyID(kid(given)).build();

    for (byte[] secret : new byte[][] {
      key.toJSONString().getBytes(StandardCharsets.UTF_8),
      key.toECPublicKey().getEncoded(),
      fixture.authentication.publicKeys().getBytes(StandardCharsets.UTF_8)
    }) {
      assertRefusedBearer(forged(given, header, new MACSigner(secret), claims -> {}));
    }
  }

  @Test
  void givenTokenSignedWithAKeyOfSomebodyElse_whenPresented_thenRefused() throws JOSEException {
    Tokens given = tokens();
    ECKey own = new ECKeyGenerator(Curve.P_256).keyID(kid(given)).generate();
    var signer = new ECDSASigner(own);

    assertRefusedBearer(forged(given, header(kid(given)), signer, claims -> {}));
    assertRefusedBearer(forged(given, header("unknown"), signer, claims -> {}));
    // the key that is to check it comes with the token
    assertRefusedBearer(forged(
        given,
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(TYPE)
            .keyID(kid(given))
            .jwk(own.toPublicJWK())
            .build(),
        signer,
        claims -> {}));
    assertRefusedBearer(forged(
        given, new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).build(), signer, claims -> {}));
  }

  private static JWSHeader header(String kid) {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(kid).build();
  }

  /** A signer with the manager's own key: what could be had of another use of it. */
  private ECDSASigner ownSigner(String kid) throws JOSEException, ParseException {
    var stored = new Shelves(fixture.store.documents(), fixture.clock)
        .signingKeys
        .find(Document.SHARED, kid)
        .orElseThrow()
        .value();
    byte[] open =
        fixture.keyring.open("signing-key:" + kid, Base64.getDecoder().decode(stored.sealed()));
    return new ECDSASigner(ECKey.parse(new String(open, StandardCharsets.UTF_8)));
  }

  @Test
  void givenRightlySignedToken_whenItIsForOthersOrOfAnotherKind_thenRefused()
      throws JOSEException, ParseException {
    Tokens given = tokens();
    String kid = kid(given);
    ECDSASigner signer = ownSigner(kid);
    Date past = Date.from(fixture.clock.now().minusSeconds(1));

    assertThat(fixture.authentication.bearer(
            forged(given, header(kid), signer, claims -> {}), ADDRESS))
        .isNotNull();
    assertRefusedBearer(
        forged(given, header(kid), signer, claims -> claims.issuer("urn:mcp-manager:other")));
    assertRefusedBearer(
        forged(given, header(kid), signer, claims -> claims.audience("https://elsewhere")));
    assertRefusedBearer(forged(given, header(kid), signer, claims -> claims.audience("")));
    assertRefusedBearer(forged(given, header(kid), signer, claims -> claims.expirationTime(past)));
    assertRefusedBearer(forged(given, header(kid), signer, claims -> claims.expirationTime(null)));
    assertRefusedBearer(forged(
        given, header(kid), signer, claims -> claims.subject(admin.principal().id())));
    assertRefusedBearer(forged(given, header(kid), signer, claims -> claims.claim("sid", "x.y")));
    assertRefusedBearer(forged(given, header(kid), signer, claims -> claims.claim("sid", 7)));
    assertRefusedBearer(forged(given, header(kid), signer, claims -> claims.jwtID(null)));
    assertRefusedBearer(forged(
        given,
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(JOSEObjectType.JWT)
            .keyID(kid)
            .build(),
        signer,
        claims -> {}));
  }

  @Test
  void givenGarbage_whenPresented_thenRefused() {
    for (String garbage : new String[] {
      "", ".", "..", "a.b.c", "{}", "\u0000", "ey".repeat(5000), "mcp_r_" + "A".repeat(43)
    }) {
      assertRefusedBearer(garbage);
      assertRefusedRefresh(garbage);
    }
  }

  @Test
  void givenTamperedToken_whenAnyPartIsChanged_thenRefused() {
    Tokens given = tokens();
    String token = given.accessToken();
    for (int i = 0; i < token.length() - 1; i += 7) {
      char changed = token.charAt(i) == 'A' ? 'B' : 'A';
      if (token.charAt(i) != '.') {
        assertRefusedBearer(token.substring(0, i) + changed + token.substring(i + 1));
      }
    }
  }
}
