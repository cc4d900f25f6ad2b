package io.mcpmanager.server.web;

import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.server.http.HttpFeature;
import java.util.List;

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
      "system.css",
      "system.js");

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.get("/", Asset.load("index.html")::send);
    PARTS.forEach(part -> routes.get("/assets/" + part, Asset.load(part)::send));
  }
}
