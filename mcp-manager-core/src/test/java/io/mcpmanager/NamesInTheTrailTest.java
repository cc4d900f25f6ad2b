package io.mcpmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Authentication.SignIn;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.audit.AuditEntry;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever reads the trail wants names. */
final class NamesInTheTrailTest {

  private static final CallContext HOST = CallContext.system("test");

  @Test
  void givenUserAndTheirKey_whenTheyAct_thenTheTrailHasTheirName() {
    try (McpManager manager = McpManager.builder().build().start()) {
      CallContext ada = context(manager
          .authentication()
          .signInByLink(manager.authentication().firstSignIn().orElseThrow(), ""));
      String secret = manager
          .access()
          .createKey(
              ada, new Access.NewKey("deploy", Set.of(Permission.ADMIN), Optional.empty(), ""))
          .secret();
      CallContext key = manager
          .authentication()
          .bearer(secret, "")
          .context(Optional.empty(), "by-key", "")
          .orElseThrow();
      create(manager, ada, "one");
      create(manager, key, "two");
      create(manager, HOST, "three");

      assertThat(creations(manager))
          .extracting(AuditEntry::actorName)
          .containsExactly("admin", "admin", "");
      assertThat(manager.audit().verify(HOST).intact()).isTrue();
    }
  }

  private static void create(McpManager manager, CallContext context, String name) {
    Server ignored =
        manager.servers().create(context, ServerDefinition.of(name, ProcessLaunch.of("true")));
  }

  private static List<AuditEntry> creations(McpManager manager) {
    var created = new AuditFilter("", "servers.create", "", Set.of(), null, null, "");
    return manager.audit().after(HOST, created, 0, 10).entries();
  }

  private static CallContext context(SignIn signIn) {
    return signIn.signedIn().identity().context(Optional.empty(), "test", "").orElseThrow();
  }
}
