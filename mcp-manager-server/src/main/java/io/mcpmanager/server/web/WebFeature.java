package io.mcpmanager.server.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.server.http.HttpFeature;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The dashboard: static files without a build, which talk to the API and to the live WebSocket. All its pages are one
 * document, which shows what its path says.
 */
public final class WebFeature implements HttpFeature {

  /** The pages, as they stand in app/pages.js; of paths that fit both, the first counts. */
  private static final List<Page> PAGES = List.of(
      new Page("/", "overview"),
      new Page("/servers", "servers"),
      new Page("/servers/new", "add-server"),
      new Page("/servers/{server}", "server", "server/overview"),
      new Page("/servers/{server}/tools", "server", "server/tools"),
      new Page("/servers/{server}/logs", "server", "server/logs"),
      new Page("/servers/{server}/health", "server", "server/health"),
      new Page("/servers/{server}/events", "server", "server/events"),
      new Page("/servers/{server}/metrics", "server", "server/metrics"),
      new Page("/servers/{server}/configuration", "server", "server/configuration"),
      new Page("/servers/{server}/{tab}", "server"),
      new Page("/tools", "tools"),
      new Page("/tools/{server}", "tools"),
      new Page("/tools/{server}/{tool}", "tools"),
      new Page("/gateway", "gateway"),
      new Page("/events", "events"),
      new Page("/held-calls", "held-calls"),
      new Page("/pins", "pins"),
      new Page("/rules", "rules"),
      new Page("/secrets", "secrets"),
      new Page("/access", "access"),
      new Page("/access/{tab}", "access"),
      new Page("/audit", "audit"),
      new Page("/system", "system"),
      new Page("/system/{tab}", "system"),
      new Page("/profile", "profile"),
      new Page("/styleguide", "styleguide"));

  /** What somebody needs who has to sign in first: the files say nothing of what is managed. */
  private static final Set<String> FOR_EVERYBODY =
      Set.of("GET /sign-in", "GET /sign-in/", "GET /sign-in/link", "GET /assets/*");

  private static final Pattern LEADING_SLASHES = Pattern.compile("^[/\\\\]+");

  /**
   * A page.
   *
   * @param path where it is
   * @param modules below {@code pages} that show it
   */
  private record Page(String path, List<String> modules) {

    Page(String path, String... modules) {
      this(path, List.of(modules));
    }
  }

  @Override
  public Set<String> publicPaths() {
    return FOR_EVERYBODY;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    Assets assets = Assets.load();
    assets.routes(routes);
    var handlers = new HashMap<List<String>, Handler>();
    for (Page page : PAGES) {
      Handler handler =
          handlers.computeIfAbsent(page.modules, modules -> assets.page("index.html", modules));
      serve(page.path, handler, routes);
    }
    Handler signIn = assets.page("sign-in.html", List.of());
    serve("/sign-in", signIn, routes);
    serve("/sign-in/link", signIn, routes);
  }

  private static void serve(String path, Handler page, HttpRouting.Builder routes) {
    routes.get(path, page);
    if (!path.endsWith("/")) {
      routes.get(path + "/", WebFeature::sendOn);
    }
  }

  /** To the page's own address, for one with a slash at its end. */
  private static void sendOn(ServerRequest request, ServerResponse response) {
    // as it was sent: two slashes at the beginning would name another host
    String path = "/" + LEADING_SLASHES.matcher(request.path().rawPath()).replaceFirst("");
    String query = request.query().rawValue();
    String own = path.substring(0, path.length() - 1) + (query.isEmpty() ? "" : "?" + query);
    response
        .status(Status.PERMANENT_REDIRECT_308)
        .header(HeaderNames.LOCATION, own)
        .send();
  }
}
