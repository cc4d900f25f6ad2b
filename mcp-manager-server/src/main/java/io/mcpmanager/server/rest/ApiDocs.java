package io.mcpmanager.server.rest;

import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.server.http.HttpFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A page that shows the document of the API to people. */
final class ApiDocs implements HttpFeature {

  @Override
  public void routes(HttpRouting.Builder routes) {
    serve(routes, "/api/docs", "api-docs.html", "text/html; charset=utf-8");
    serve(routes, "/api/docs.css", "api-docs.css", "text/css; charset=utf-8");
    serve(routes, "/api/docs.js", "api-docs.js", "text/javascript; charset=utf-8");
  }

  private static void serve(
      HttpRouting.Builder routes, String path, String resource, String contentType) {
    byte[] content = read(resource);
    routes.get(path, (request, response) -> response
        .header("Content-Type", contentType)
        .header("Cache-Control", "no-cache")
        .send(content));
  }

  private static byte[] read(String resource) {
    try (InputStream stream = ApiDocs.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(stream, resource).readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(resource + " can't be read", unreadable);
    }
  }
}
