package io.mcpmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.wire.HttpPeer;
import io.mcpmanager.testkit.LeakFree;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions can't have the manager connect to where it must not. */
@LeakFree
final class OutboundTest {

  private static final CallContext ME = CallContext.system("test");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/"
      })
  void givenUrlOfAMetadataService_whenValidated_thenTheFieldIsNamed(String url) {
    try (McpManager manager = McpManager.builder().build().start()) {
      assertThat(manager.servers().validate(ME, remote(url)))
          .extracting(Problem::field, Problem::code)
          .containsExactly(tuple("launch.url", Problem.Code.NOT_ALLOWED));
    }
  }

  @Test
  void givenPrivateAddressesAreOff_whenARemoteServerNamesOne_thenItIsNeverConnectedTo()
      throws Exception {
    try (var peer = HttpPeer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        McpManager manager =
            McpManager.builder().outbound(new Outbound(false, Set.of())).build().start()) {
      ServerId id = started(manager, remote("http://localhost:" + peer.port() + "/mcp"));

      await().until(() -> manager.servers().get(ME, id).state() == ServerState.ERROR);

      assertThat(manager.servers().get(ME, id).status().toString()).contains("private network");
      assertThat(peer.connections).hasValue(0);
    }
  }

  @Test
  void givenServerThatRedirects_whenStarted_thenNobodyFollows() throws Exception {
    try (var elsewhere = HttpPeer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var peer = HttpPeer.answering("HTTP/1.1 307 Temporary Redirect\r\nLocation: "
            + elsewhere.uri() + "\r\nContent-Length: 0\r\n\r\n");
        McpManager manager = McpManager.builder().build().start()) {
      ServerId id = started(manager, remote(peer.uri().toString()));

      await().until(() -> manager.servers().get(ME, id).state() == ServerState.ERROR);

      assertThat(peer.requests).isNotEmpty();
      assertThat(elsewhere.connections).hasValue(0);
    }
  }

  @Test
  void givenHostsThatMakeNoSense_whenGiven_thenTheyAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Outbound(true, Set.of(" ")));
  }

  private static ServerDefinition remote(String url) {
    return ServerDefinition.of("far", RemoteLaunch.of(URI.create(url)));
  }

  private static ServerId started(McpManager manager, ServerDefinition definition)
      throws InterruptedException {
    Server server = manager.servers().create(ME, definition);
    var ignored = manager.servers().execute(ME, server.id(), new ServerCommand.Start());
    return server.id();
  }
}
