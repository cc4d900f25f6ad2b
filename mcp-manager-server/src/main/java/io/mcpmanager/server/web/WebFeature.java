package io.mcpmanager.server.web;

import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.server.http.HttpFeature;
import java.util.List;
import java.util.Set;

/** The page at {@code /}: static files without a build, which talk to the API and to the live WebSocket. */
public final class WebFeature implements HttpFeature {

  private static final List<String> PARTS = List.of(
      "add.js",
      "api.js",
      "app.css",
      "bulk.js",
      "chart.js",
      "container.js",
      "detail.js",
      "dom.js",
      "endpoints.js",
      "events.js",
      "favicon.svg",
      "fields.js",
      "forms.css",
      "health.js",
      "live.js",
      "log.js",
      "main.js",
      "pages.js",
      "servers.js",
      "session.js",
      "sign-in.css",
      "sign-in.js",
      "system.css",
      "system.js");

  /** What somebody needs who has to sign in first. */
  private static final Set<String> FOR_EVERYBODY = Set.of(
      "GET /sign-in",
      "GET /sign-in/link",
      "GET /assets/app.css",
      "GET /assets/favicon.svg",
      "GET /assets/sign-in.css",
      "GET /assets/sign-in.js");

  @Override
  public Set<String> publicPaths() {
    return FOR_EVERYBODY;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.get("/", Asset.load("index.html")::send);
    Asset signIn = Asset.load("sign-in.html");
    routes.get("/sign-in", signIn::send);
    routes.get("/sign-in/link", signIn::send);
    PARTS.forEach(part -> routes.get("/assets/" + part, Asset.load(part)::send));
  }
}
