package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Header;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.Authentication.PasswordSignIn;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.server.auth.KnownCaller;
import io.mcpmanager.server.auth.SessionCookies;
import java.util.List;
import java.util.Map;

/** How people and programs sign in and out. */
final class SignInResource implements Resource {

  private static final String TAG = "sign-in";
  private static final String BASE = Route.BASE + "/auth";
  private static final List<String> PASSWORD = List.of("name", "password");
  private static final List<String> CODE = List.of("code");

  private final Authentication authentication;
  private final SignInSetup setup;
  private final SessionCookies cookies;

  SignInResource(Authentication authentication, SignInSetup setup) {
    this.authentication = authentication;
    this.setup = setup;
    this.cookies = setup.cookies();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(BASE + "/session", TAG, "Who is signed in, and how somebody can sign in.")
            .answers("Session")
            .forEverybody()
            .by(call -> Answer.ok(session(call))),
        Route.post(BASE + "/sign-in", TAG, "Signs a person in by password; sets a cookie.")
            .takes("PasswordSignIn")
            .answers("Session")
            .forEverybody()
            .fails(
                ErrorCode.UNAUTHENTICATED, ErrorCode.SECOND_FACTOR_REQUIRED, ErrorCode.LOCKED_OUT)
            .by(call -> begun(call, authentication.signIn(attempt(call), address(call)))),
        Route.post(BASE + "/link", TAG, "Signs in who holds a one-time link; sets a cookie.")
            .takes("OneToken")
            .answers("Session")
            .forEverybody()
            .fails(ErrorCode.UNAUTHENTICATED, ErrorCode.LOCKED_OUT)
            .by(call -> begun(
                call,
                authentication.signInByLink(
                    JsonBodies.onlyText(call.body(), "token"), address(call)))),
        Route.post(BASE + "/sign-out", TAG, "Ends the session of who asks.")
            .answers("Session")
            .by(this::signOut),
        Route.post(BASE + "/token", TAG, "Signs a program in for a person.")
            .takes("PasswordSignIn")
            .answers("Tokens")
            .forEverybody()
            .fails(
                ErrorCode.UNAUTHENTICATED, ErrorCode.SECOND_FACTOR_REQUIRED, ErrorCode.LOCKED_OUT)
            .by(call -> Answer.ok(tokens(authentication.tokens(attempt(call), address(call))))),
        Route.post(BASE + "/refresh", TAG, "New tokens for a refresh token, which is used up.")
            .takes("RefreshToken")
            .answers("Tokens")
            .forEverybody()
            .fails(ErrorCode.UNAUTHENTICATED)
            .by(call -> Answer.ok(tokens(authentication.refresh(
                JsonBodies.onlyText(call.body(), "refreshToken"), address(call))))),
        Route.post(BASE + "/revoke", TAG, "Ends an access or refresh token.")
            .takes("OneToken")
            .answers("Any")
            .forEverybody()
            .by(call -> {
              authentication.revoke(JsonBodies.onlyText(call.body(), "token"));
              return Answer.ok(object());
            }),
        Route.get(
                BASE + "/jwks", TAG, "The keys that access tokens can be checked with (RFC 7517).")
            .answersPlain("Any")
            .forEverybody()
            .by(call -> Answer.plain(JsonBodies.tree(authentication.publicKeys()))));
  }

  private static PasswordSignIn attempt(Call call) {
    Map<String, String> given = JsonBodies.texts(call.body(), PASSWORD, CODE);
    return new PasswordSignIn(
        given.getOrDefault("name", ""),
        given.getOrDefault("password", ""),
        given.getOrDefault("code", ""));
  }

  private static String address(Call call) {
    return call.head().address();
  }

  private Answer begun(Call call, Authentication.SignIn signIn) {
    // whoever was signed in here before is not any more: nobody's session can be slipped to
    // somebody else
    if (call.caller() instanceof KnownCaller known && known.session().isPresent()) {
      authentication.signOut(known.sessionToken());
    }
    Identity identity = signIn.signedIn().identity();
    String tenant = identity.memberships().getFirst().tenant();
    ObjectNode json =
        describe(identity, tenant).put("csrfToken", signIn.signedIn().csrfToken());
    return with(Answer.ok(json), cookies.set(signIn.sessionToken(), call.head().secure()));
  }

  private Answer signOut(Call call) {
    if (call.caller() instanceof KnownCaller known && known.session().isPresent()) {
      authentication.signOut(known.sessionToken());
    }
    return with(Answer.ok(nobody()), cookies.clear(call.head().secure()));
  }

  private static Answer with(Answer answer, Header header) {
    return answer.with(header.name(), header.get());
  }

  private ObjectNode session(Call call) {
    if (!(call.caller() instanceof KnownCaller known)) {
      return nobody();
    }
    ObjectNode json = describe(known.identity(), known.context().tenant());
    known.session().ifPresent(session -> json.put("csrfToken", session.csrfToken()));
    return json;
  }

  private ObjectNode nobody() {
    return ways(object().put("signedIn", false));
  }

  private ObjectNode describe(Identity identity, String tenant) {
    ObjectNode json = object().put("signedIn", true);
    json.put("principal", identity.principal().id());
    json.put("name", identity.name());
    json.put("tenant", tenant);
    var tenants = json.putArray("tenants");
    identity.memberships().forEach(one -> tenants.add(one.tenant()));
    var permissions = json.putArray("permissions");
    identity
        .context(java.util.Optional.of(tenant), "session", "")
        .map(CallContext::grants)
        .ifPresent(grants ->
            grants.permissions().stream().map(Permission::text).sorted().forEach(permissions::add));
    identity.expiresAt().ifPresent(end -> json.put("expiresAt", end.toString()));
    return ways(json);
  }

  private ObjectNode ways(ObjectNode json) {
    json.put("open", setup.open());
    var providers = json.putArray("providers");
    setup
        .providers()
        .forEach(provider ->
            providers.addObject().put("name", provider.name()).put("path", provider.path()));
    return json;
  }

  private static ObjectNode tokens(Authentication.Tokens tokens) {
    return object()
        .put("accessToken", tokens.accessToken())
        .put("expiresIn", tokens.accessSeconds())
        .put("refreshToken", tokens.refreshToken())
        .put("refreshExpiresIn", tokens.refreshSeconds());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
