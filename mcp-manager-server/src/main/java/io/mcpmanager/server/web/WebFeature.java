package io.mcpmanager.server.web;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.server.http.HttpFeature;
import java.util.List;
import java.util.Set;

/**
 * The dashboard: static files without a build, which talk to the API and to the live WebSocket. All its pages are one
 * document, which shows what its path says.
 */
public final class WebFeature implements HttpFeature {

  /** The paths of pages, as they stand in app/pages.js. */
  private static final List<String> PAGES = List.of(
      "/",
      "/servers",
      "/servers/{server}",
      "/servers/{server}/{tab}",
      "/tools",
      "/tools/{server}",
      "/tools/{server}/{tool}",
      "/gateway",
      "/events",
      "/held-calls",
      "/pins",
      "/rules",
      "/secrets",
      "/access",
      "/access/{tab}",
      "/audit",
      "/system",
      "/system/{tab}",
      "/profile",
      "/styleguide");

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
    Handler page = assets.page("index.html");
    PAGES.forEach(path -> routes.get(path, page));
    Handler signIn = assets.page("sign-in.html");
    routes.get("/sign-in", signIn);
    routes.get("/sign-in/link", signIn);
  }
}
