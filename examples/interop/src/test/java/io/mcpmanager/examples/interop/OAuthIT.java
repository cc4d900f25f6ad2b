package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.config.ConfigLoader;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client finds its way to a token by itself, and to a better one when it needs that. */
@Requires({"node", "npm"})
final class OAuthIT {

  private static final CallContext HOST = CallContext.system("test");
  private static final String ISSUER = "company";

  @TempDir
  Path folder;

  @Test
  void givenNothingButTheUrl_whenTheClientCallsATool_thenItGetsTheTokensItNeeds() throws Exception {
    NodeTools node = NodeTools.installed();
    int port = freePort();
    var provider = new MockOAuth2Server();
    provider.start(InetAddress.getLoopbackAddress(), port);
    var config = new ConfigLoader(Map.of(), folder, folder)
        .load(
            null,
            Map.of(
                "http.port",
                "0",
                "docker.enabled",
                "false",
                "data.directory",
                folder.toString(),
                "auth.oauth.issuer",
                "http://localhost:" + port + "/" + ISSUER));
    try (McpManager manager = McpManager.builder().build().start();
        var server = Assembly.serve(manager, config)) {
      run(manager);
      String url = "http://127.0.0.1:" + server.port() + "/mcp/servers/demo";
      provider.enqueueCallback(token(url, "proxy:execute tools:execute:demo/other"));
      provider.enqueueCallback(token(url, "proxy:execute tools:execute"));

      JsonNode done = node.oauth(url, "echo", "{\"text\":\"hello\"}");

      assertThat(done.path("asked").valueStream().map(JsonNode::toString))
          .containsExactly(asked(url), asked(url));
      assertThat(done.path("result").path("content").toString()).contains("hello");
    } finally {
      provider.shutdown();
    }
  }

  private static String asked(String url) {
    return "{\"resource\":\"" + url
        + "\",\"scope\":\"proxy:execute tools:execute\",\"challenge\":\"S256\"}";
  }

  private static void run(McpManager manager) throws Exception {
    var definition =
        ServerDefinition.of("demo", ProcessLaunch.of(DemoCommand.overStdio("2025-11-25")));
    ServerId id = manager.servers().create(HOST, definition).id();
    var ignored = manager.servers().execute(HOST, id, new ServerCommand.Start());
    await().until(() -> manager.servers().get(HOST, id).state() == ServerState.RUNNING);
  }

  private static DefaultOAuth2TokenCallback token(String audience, String scope) {
    return new DefaultOAuth2TokenCallback(
        ISSUER, "ada", "at+jwt", List.of(audience), Map.of("scope", scope), 300);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
