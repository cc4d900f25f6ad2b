package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How clients are given what they need, and how their sessions are ended. */
@Requires("chromium")
final class GatewayPageIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  @Test
  void givenClient_whenItsConfigurationIsCopied_thenItIsTheOneForWhatTheClientSees()
      throws IOException {
    assertThat(dashboard
            .manager()
            .servers()
            .create(SYSTEM, ServerDefinition.of("files", ProcessLaunch.of("cat")))
            .name())
        .isEqualTo("files");
    Page page = dashboard.signedInPage("/gateway");
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Cursor")).click();

    button(page, "Copy Configuration for Cursor").click();
    JsonNode all = JSON.readTree(copied(page));
    page.getByLabel("What the client sees").selectOption("files");
    button(page, "Copy Configuration for Cursor").click();
    JsonNode one = JSON.readTree(copied(page));
    button(page, "Copy Streamable HTTP address").click();

    assertThat(all.at("/mcpServers/mcp-manager/url").asText()).isEqualTo(dashboard.url("/mcp"));
    assertThat(all.at("/mcpServers/mcp-manager/headers/Authorization").asText())
        .isEqualTo("Bearer YOUR_API_KEY");
    assertThat(one.at("/mcpServers/files/url").asText())
        .isEqualTo(dashboard.url("/mcp/servers/files"));
    assertThat(copied(page)).isEqualTo(dashboard.url("/mcp/servers/files"));
    assertThat(page).hasURL(dashboard.url("/gateway?of=files"));
    Axe.check(page);
  }

  @Test
  void givenClient_whenItsSessionIsEnded_thenItIsGoneFromThePageAndForTheClient() throws Exception {
    String key = dashboard
        .manager()
        .access()
        .createKey(
            SYSTEM,
            new Access.NewKey(
                "laptop",
                Set.of(Permission.parse("proxy:execute").orElseThrow()),
                Optional.empty(),
                ""))
        .secret();
    Page page = dashboard.signedInPage("/gateway");
    assertThat(page.getByText("No client is connected")).isVisible();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var opened = send(client, key, "", """
          {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
           "capabilities":{},"clientInfo":{"name":"claude-desktop","version":"1.2"}}}""");
      assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
      String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
      Locator clients =
          page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Clients"));
      assertThat(clients).containsText("claude-desktop");

      button(page, "End the session of claude-desktop").click();
      assertThat(page.getByRole(AriaRole.ALERTDIALOG)).containsText("claude-desktop");
      Axe.check(page);
      button(page, "End session").click();

      assertThat(page.getByText("The session of claude-desktop has ended").last())
          .isVisible();
      assertThat(page.getByText("No client is connected")).isVisible();
      var later = send(client, key, session, """
          {"jsonrpc":"2.0","id":2,"method":"ping"}""");
      assertThat(later.statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> send(
      HttpClient client, String key, String session, String body)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(dashboard.url("/mcp")))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String copied(Page page) {
    return (String) page.evaluate("navigator.clipboard.readText()");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
