package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Access.NewKey;
import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.Authentication.PasswordSignIn;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.store.SqliteStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Finding out whose credential a request has, with many keys there, beside the keyed hash that can't be done without. */
final class AccessBenchmark {

  private static final int KEYS = 10_000;
  private static final String ADDRESS = "127.0.0.1";
  private static final String PASSWORD = "a quiet harbour at dusk";
  private static final CallContext SYSTEM = CallContext.system("benchmark");

  static void run(Path folder) throws Exception {
    try (var manager = McpManager.builder()
        .store(SqliteStore.open(folder.resolve("access.db")))
        .build()
        .start()) {
      List<String> keys = keys(manager);
      Authentication authentication = manager.authentication();
      User user = user(manager);
      String access = authentication
          .tokens(new PasswordSignIn(user.name(), PASSWORD, ""), ADDRESS)
          .accessToken();
      String session = authentication
          .signIn(new PasswordSignIn(user.name(), PASSWORD, ""), ADDRESS)
          .sessionToken();
      new Comparison("whose credential it is, " + KEYS + " keys", 1)
          .way("HMAC-SHA-256 of a key", () -> hash(keys.getFirst()))
          .way("an API key", () -> bearer(authentication, List.of(keys.getFirst())))
          .way("each of the API keys in turn", () -> bearer(authentication, keys))
          .way("an access token", () -> bearer(authentication, List.of(access)))
          .way("a session", () -> session(authentication, session))
          .way("a key that there is not", () -> wrong(authentication))
          .way("who holds an API key, looked up anew", () -> holder(manager))
          .run();
      new Comparison("whose credential it is, 16 threads", 16)
          .way("HMAC-SHA-256 of a key", () -> hash(keys.getFirst()))
          .way("each of the API keys in turn", () -> bearer(authentication, keys))
          .way("an access token", () -> bearer(authentication, List.of(access)))
          .run();
    }
  }

  private static List<String> keys(McpManager manager) {
    long begin = System.nanoTime();
    var keys = new ArrayList<String>(KEYS);
    for (int i = 0; i < KEYS; i++) {
      keys.add(manager
          .access()
          .createKey(
              SYSTEM,
              new NewKey(
                  "key " + i,
                  Set.of(Permission.of(Area.SERVERS, Action.READ)),
                  Optional.empty(),
                  ""))
          .secret());
    }
    System.out.printf(
        "%n%d keys made, %s each%n",
        KEYS, Report.time((System.nanoTime() - begin) / (double) KEYS));
    return keys;
  }

  private static User user(McpManager manager) {
    User user =
        manager.access().createUser(SYSTEM, new NewUser("ada", "", "", Set.of("operator"), true));
    Identity identity = manager
        .authentication()
        .signInByLink(manager.access().inviteUser(SYSTEM, user.id()), ADDRESS)
        .signedIn()
        .identity();
    manager
        .access()
        .changePassword(
            identity.context(Optional.empty(), "benchmark", ADDRESS).orElseThrow(), "", PASSWORD);
    return user;
  }

  private static Caller hash(String key) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    byte[] bytes = key.getBytes(UTF_8);
    return () -> {
      if (mac.doFinal(bytes).length != 32) {
        throw new IllegalStateException("a hash has 32 bytes");
      }
    };
  }

  private static Caller bearer(Authentication authentication, List<String> tokens) {
    var next = new AtomicInteger();
    return () -> {
      String token = tokens.get(Math.floorMod(next.getAndIncrement(), tokens.size()));
      if (authentication.bearer(token, ADDRESS).memberships().isEmpty()) {
        throw new IllegalStateException("nobody");
      }
    };
  }

  private static Caller session(Authentication authentication, String token) {
    return () -> {
      if (authentication.session(token, ADDRESS).csrfToken().isEmpty()) {
        throw new IllegalStateException("no session");
      }
    };
  }

  private static Caller wrong(Authentication authentication) {
    String token = "mcp_k_00000000_" + "A".repeat(43);
    return () -> {
      try {
        Identity identity = authentication.bearer(token, ADDRESS);
        throw new IllegalStateException("let in: " + identity);
      } catch (McpManagerException refused) {
        // as it has to be
      }
    };
  }

  private static Caller holder(McpManager manager) {
    String credential = "key:" + manager.access().keys(SYSTEM, "", 1).getFirst().id();
    return () -> {
      if (manager.authentication().holder(credential).isEmpty()) {
        throw new IllegalStateException("nobody holds it");
      }
    };
  }

  private AccessBenchmark() {}
}
