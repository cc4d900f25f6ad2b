package io.mcpmanager.server.web;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.server.http.HttpFeature;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The dashboard: static files without a build, which talk to the API and to the live WebSocket. All its pages are one
 * document, which shows what its path says.
 */
public final class WebFeature implements HttpFeature {

  /** The paths of pages, and the modules that show them, as they stand in app/pages.js. */
  private static final Map<String, List<String>> PAGES = Map.ofEntries(
      Map.entry("overview", List.of("/")),
      Map.entry("servers", List.of("/servers")),
      Map.entry("server", List.of("/servers/{server}", "/servers/{server}/{tab}")),
      Map.entry("tools", List.of("/tools", "/tools/{server}", "/tools/{server}/{tool}")),
      Map.entry("gateway", List.of("/gateway")),
      Map.entry("events", List.of("/events")),
      Map.entry("held-calls", List.of("/held-calls")),
      Map.entry("pins", List.of("/pins")),
      Map.entry("rules", List.of("/rules")),
      Map.entry("secrets", List.of("/secrets")),
      Map.entry("access", List.of("/access", "/access/{tab}")),
      Map.entry("audit", List.of("/audit")),
      Map.entry("system", List.of("/system", "/system/{tab}")),
      Map.entry("profile", List.of("/profile")),
      Map.entry("styleguide", List.of("/styleguide")));

  /** What somebody needs who has to sign in first: the files say nothing of what is managed. */
  private static final Set<String> FOR_EVERYBODY =
      Set.of("GET /sign-in", "GET /sign-in/link", "GET /assets/*");

  @Override
  public Set<String> publicPaths() {
    return FOR_EVERYBODY;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    Assets assets = Assets.load();
    assets.routes(routes);
    PAGES.forEach((module, paths) -> {
      Handler page = assets.page("index.html", module);
      paths.forEach(path -> routes.get(path, page));
    });
    Handler signIn = assets.page("sign-in.html", "");
    routes.get("/sign-in", signIn);
    routes.get("/sign-in/link", signIn);
  }
}
