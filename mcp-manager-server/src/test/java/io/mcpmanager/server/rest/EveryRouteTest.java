package io.mcpmanager.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.Authentication.PasswordSignIn;
import io.mcpmanager.api.access.Authentication.SignIn;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Role;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.auth.SessionCookies;
import io.mcpmanager.server.diagnostics.Instruments;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks for every route with every sort of credential. */
final class EveryRouteTest {

  /** In place of the status of who got as far as being asked for a password. */
  private static final int WRONG_PASSWORD = 200;

  private static final String PASSWORD = "twelve violet herons sing";

  /** A line of the table. */
  private record Entry(String route, String needs, String path, String body) {

    private static final String ANY = "any ";

    static Entry of(String line) {
      String[] parts = line.split("\\|", 4);
      return new Entry(
          parts[0].strip(),
          parts[1].strip(),
          parts[2].strip(),
          parts.length < 4 ? "" : parts[3].strip());
    }

    String method() {
      return route.substring(0, route.indexOf(' '));
    }

    boolean isPublic() {
      return needs.equals("public");
    }

    boolean isForPeople() {
      return needs.equals("person");
    }

    /** What a credential has to lack so that it is refused; each of these is enough. */
    List<Set<Permission>> lacking() {
      return needs.startsWith(ANY)
          ? List.of(permissions())
          : permissions().stream().map(Set::of).toList();
    }

    Set<Permission> permissions() {
      return switch (needs) {
        case "public", "self", "person" -> Set.of();
        case "host" -> Set.of(Permission.ADMIN);
        default ->
          Arrays.stream(needs.replace(ANY, "").split(" "))
              .map(scope -> Permission.parse(scope).orElseThrow())
              .collect(Collectors.toUnmodifiableSet());
      };
    }
  }

  private static final List<Entry> TABLE = table();

  @TempDir
  private Path folder;

  private final ManualClock clock = new ManualClock();
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private McpManager manager;
  private HttpServer server;
  private CallContext admin;

  @BeforeEach
  void serve() {
    manager = McpManager.builder().clock(clock).build();
    manager.start();
    server = Assembly.serve(manager, TestConfig.closed(folder, "limits.address", "100000/s"));
    SignIn signIn = manager
        .authentication()
        .signInByLink(manager.authentication().firstSignIn().orElseThrow(), "");
    admin = context(signIn);
    manager.access().changePassword(admin, "", PASSWORD);
    Set<Permission> clerks =
        Set.of(Permission.of(Area.USERS, Action.READ), Permission.of(Area.USERS, Action.WRITE));
    Role ignored = manager.access().putRole(admin, "clerk", "Keeps the users", clerks);
    User bob = manager
        .access()
        .createUser(admin, new Access.NewUser("bob", "", "", Set.of("clerk"), true));
    CallContext asBob = context(
        manager.authentication().signInByLink(manager.access().inviteUser(admin, bob.id()), ""));
    manager.access().changePassword(asBob, "", PASSWORD);
    manager.secrets().put(admin, "TOKEN", SecretValue.of("x-value-of-a-test"), "");
    manager
        .servers()
        .create(admin, ServerDefinition.of("files", ContainerLaunch.of("nothing-runs-it")));
  }

  @AfterEach
  void stop() {
    server.close();
    manager.close();
    client.close();
  }

  @Test
  void givenTheTableOfRoutes_whenComparedWithWhatIsServed_thenEachHasExactlyOneLine() {
    var clockOfServer = new SystemClock();
    try (Instruments instruments = Instruments.in(folder, clockOfServer)) {
      List<String> served = RestApi.table(
              manager,
              new SystemInfo("1", "data", clock.now(), List.of()),
              clock::now,
              instruments,
              new SignInSetup(false, List.of(), new SessionCookies(() -> 0)))
          .stream()
          .map(route -> route.method() + " " + route.path())
          .toList();
      List<String> listed = TABLE.stream().map(Entry::route).toList();

      assertThat(listed).doesNotHaveDuplicates();
      var unlisted = new TreeSet<>(served);
      unlisted.removeAll(listed);
      assertThat(unlisted).isEmpty();
    } finally {
      clockOfServer.close();
    }
  }

  @Test
  void givenNoCredential_whenAskedForARoute_thenOnlyPublicOnesAnswer() {
    for (Entry entry : TABLE) {
      int status = ask(entry);
      if (entry.isPublic()) {
        assertThat(status).as(entry.route).isNotEqualTo(403);
      } else {
        assertThat(status).as(entry.route).isEqualTo(401);
      }
    }
  }

  @Test
  void givenCredentialThatIsNotValid_whenAskedForARoute_thenItIsRefused() {
    String expired = manager
        .access()
        .createKey(
            admin,
            new Access.NewKey(
                "expired",
                Set.of(Permission.ADMIN),
                Optional.of(clock.now().plus(Duration.ofHours(1))),
                ""))
        .secret();
    clock.advance(Duration.ofHours(2));
    Access.MadeKey revoked = key(Set.of(Permission.ADMIN));
    manager.access().revokeKey(admin, revoked.key().id());
    String token = token("admin");
    List<String> credentials = List.of(
        expired,
        revoked.secret(),
        revoked.secret() + "x",
        withSignature(token, "AAAA" + token.substring(token.lastIndexOf('.') + 5)),
        withSignature(token, ""),
        withHeader(token, "{\"alg\":\"none\",\"typ\":\"at+jwt\"}"),
        withAudience(token),
        "nonsense");

    for (Entry entry : TABLE) {
      if (entry.isPublic()) {
        continue;
      }
      for (String credential : credentials) {
        assertThat(ask(entry, "Authorization", "Bearer " + credential))
            .as(entry.route + " with credential " + credentials.indexOf(credential))
            .isEqualTo(401);
      }
    }
    assertThat(ask(entry("GET /api/v1/servers"), "Authorization", "Bearer " + token))
        .isEqualTo(200);
  }

  @Test
  void givenCredentialOfAnotherTenant_whenAskedForARoute_thenItIsRefused() {
    String secret = key(Set.of(Permission.ADMIN)).secret();

    for (Entry entry : TABLE) {
      if (!entry.isPublic()) {
        assertThat(ask(entry, "Authorization", "Bearer " + secret, "X-Tenant-ID", "other"))
            .as(entry.route)
            .isEqualTo(403);
      }
    }
  }

  @Test
  void givenKeyThatAllowsEverything_whenAskedForWhatIsAPersonsOwn_thenItIsRefused() {
    String secret = key(Set.of(Permission.ADMIN)).secret();

    for (Entry entry : TABLE) {
      if (entry.isForPeople()) {
        assertThat(ask(entry, "Authorization", "Bearer " + secret))
            .as(entry.route)
            .isEqualTo(403);
      }
    }
  }

  @Test
  void givenEveryScopeButTheOneNeeded_whenAskedForARoute_thenItIsRefused() {
    var wrong = new ArrayList<String>();
    for (Entry entry : TABLE) {
      for (Set<Permission> needed : entry.lacking()) {
        String secret = key(allBut(needed)).secret();
        int status = ask(entry, "Authorization", "Bearer " + secret);
        if (status != 403) {
          wrong.add(entry.route + " without " + needed + ": " + status);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void givenTheScopeNeeded_whenAskedForARoute_thenItIsServed() {
    var wrong = new ArrayList<String>();
    for (Entry entry : TABLE) {
      if (entry.isPublic()) {
        continue;
      }
      Set<Permission> needed = entry.permissions();
      String secret = entry.isForPeople()
          ? token("bob")
          : key(needed.isEmpty() ? Set.of(Permission.of(Area.CONTEXTS, Action.READ)) : needed)
              .secret();
      int status = ask(entry, "Authorization", "Bearer " + secret);
      if (status == 401 || status == 403 || status == 500) {
        wrong.add(entry.route + " with " + entry.needs + ": " + status);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static CallContext context(SignIn signIn) {
    return signIn.signedIn().identity().context(Optional.empty(), "test", "").orElseThrow();
  }

  private String token(String name) {
    return manager
        .authentication()
        .tokens(new PasswordSignIn(name, PASSWORD, ""), "")
        .accessToken();
  }

  private Access.MadeKey key(Set<Permission> permissions) {
    return manager
        .access()
        .createKey(admin, new Access.NewKey("test", permissions, Optional.empty(), "unlimited"));
  }

  private static Set<Permission> allBut(Set<Permission> needed) {
    return Arrays.stream(Area.values())
        .filter(area -> area != Area.ADMIN)
        .flatMap(area -> Arrays.stream(Action.values())
            .filter(action -> action != Action.FULL)
            .map(action -> Permission.of(area, action)))
        .filter(permission -> !needed.contains(permission))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String withSignature(String token, String signature) {
    return token.substring(0, token.lastIndexOf('.') + 1) + signature;
  }

  private static String withHeader(String token, String header) {
    return base64(header) + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
  }

  private static String withAudience(String token) {
    String[] parts = token.split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    return parts[0] + "."
        + base64(claims.replaceFirst("\"aud\":(\"[^\"]*\"|\\[[^]]*])", "\"aud\":\"other\""))
        + "." + parts[2];
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static Entry entry(String route) {
    return TABLE.stream().filter(one -> one.route.equals(route)).findFirst().orElseThrow();
  }

  /** The status of the answer, whose body is not waited for. */
  private int ask(Entry entry, String... headers) {
    var request = HttpRequest.newBuilder(
            URI.create("http://localhost:" + server.port() + entry.path))
        .timeout(Duration.ofSeconds(30));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    if (entry.route.contains("/mcp")) {
      request.setHeader("Accept", "application/json, text/event-stream");
    }
    if (!entry.body.isEmpty()) {
      request.setHeader("Content-Type", "application/json");
    }
    request.method(
        entry.method(),
        entry.body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(entry.body));
    try {
      HttpResponse<InputStream> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        boolean waited = answer.statusCode() == 403
            && new String(body.readAllBytes(), UTF_8).contains("password or code is not right");
        return waited ? WRONG_PASSWORD : answer.statusCode();
      }
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(entry.route + " got no answer", broken);
    }
  }

  private static List<Entry> table() {
    try (var in = EveryRouteTest.class.getResourceAsStream("route-access.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Entry::of)
          .toList();
    } catch (IOException broken) {
      throw new AssertionError("the table can't be read", broken);
    }
  }
}
