package io.mcpmanager.api.access;

import java.util.Optional;

/**
 * Driving port: finds out who somebody is. Thread-safe. What is wrong with a credential is told by {@link
 * io.mcpmanager.api.error.McpManagerException} with {@link io.mcpmanager.api.error.ErrorCode#UNAUTHENTICATED}, in words
 * that do not tell a guesser which part was wrong; with {@link io.mcpmanager.api.error.ErrorCode#LOCKED_OUT} after too
 * many failures; every failure is audited. Nothing here logs or keeps a credential in the clear.
 *
 * <p>{@code address} is always the network address the credential came from, or empty.
 */
public interface Authentication {

  /**
   * Whose API key ({@code mcp_k_…}) or access token this is. Fast enough for every request: under 100 µs once a key or a
   * token has been seen.
   */
  Identity bearer(String token, String address);

  /**
   * Signs a person in.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#SECOND_FACTOR_REQUIRED} if the password is right and the code missing
   */
  SignIn signIn(PasswordSignIn attempt, String address);

  /** Signs in whoever holds a one-time link's token; it is used up by this. */
  SignIn signInByLink(String token, String address);

  /** Signs in somebody whom an OpenID provider vouches for. */
  SignIn signInAs(ExternalIdentity identity, String address);

  /** Whose session this is; its idle time begins anew. */
  SignedIn session(String sessionToken, String address);

  /**
   * Who holds a credential now, without its being used: nothing is renewed, counted or written.
   *
   * @param credential as {@link Identity#credential()} names it
   * @return empty once it has ended, or if it is none that is known here
   */
  Optional<Identity> holder(String credential);

  /** Ends a session. One that does not exist is no error. */
  void signOut(String sessionToken);

  /** Signs a program in for a person: a short-lived access token and a refresh token. */
  Tokens tokens(PasswordSignIn attempt, String address);

  /**
   * New tokens for a refresh token, which is used up. A refresh token that was used before ends all that came of the same
   * sign-in, for somebody has stolen one of them.
   */
  Tokens refresh(String refreshToken, String address);

  /** Ends an access token, or a refresh token with all that came of its sign-in. Unknown ones are no error. */
  void revoke(String token);

  /** The public keys by which access tokens can be checked: a JSON Web Key Set (RFC 7517). */
  String publicKeys();

  /**
   * Makes an administrator if there is nobody yet who can sign in, and a one-time token that signs them in.
   *
   * @return empty if somebody can sign in already
   */
  Optional<String> firstSignIn();

  /**
   * What a person enters.
   *
   * @param name the user's name
   * @param password the password
   * @param code the second factor's present code or a recovery code; empty if none was entered
   */
  record PasswordSignIn(String name, String password, String code) {

    @Override
    public String toString() {
      return "PasswordSignIn[name=" + name + "]";
    }
  }

  /**
   * Somebody whom an OpenID provider vouches for; the caller has checked the ID token.
   *
   * @param issuer the provider
   * @param subject the person's stable id there
   * @param name how to call them
   * @param email their address if the provider has verified it, else empty
   * @param roles roles to give them in the default tenant, from the provider's groups; may be empty
   */
  record ExternalIdentity(
      String issuer, String subject, String name, String email, java.util.Set<String> roles) {}

  /**
   * A session that has begun.
   *
   * @param sessionToken secret; for a cookie
   * @param signedIn the session
   */
  record SignIn(String sessionToken, SignedIn signedIn) {

    @Override
    public String toString() {
      return "SignIn[" + signedIn + "]";
    }
  }

  /**
   * A session that goes on.
   *
   * @param identity whose it is
   * @param csrfToken what requests that change something must carry besides the cookie
   * @param renewed a new session token to be used from now on; the former one works for a short while yet
   */
  record SignedIn(Identity identity, String csrfToken, Optional<String> renewed) {

    @Override
    public String toString() {
      return "SignedIn[" + identity.principal().id() + "]";
    }
  }

  /**
   * What a program gets.
   *
   * @param accessToken a JSON Web Token (RFC 9068) for this manager
   * @param accessSeconds how long it holds
   * @param refreshToken opaque
   * @param refreshSeconds how long it holds
   */
  record Tokens(String accessToken, long accessSeconds, String refreshToken, long refreshSeconds) {

    @Override
    public String toString() {
      return "Tokens[accessSeconds=" + accessSeconds + "]";
    }
  }
}
