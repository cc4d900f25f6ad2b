package io.mcpmanager.server.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;

/** Reads what an {@link Authenticator} has to know of requests. */
final class RequestHeads {

  private static final Header WEB_SOCKET =
      HeaderValues.createCached(HeaderNames.UPGRADE, "websocket");

  private final CurrentConnection connection;
  private final Forwarding forwarding;
  private final PublicPaths publicPaths;

  RequestHeads(CurrentConnection connection, Forwarding forwarding, PublicPaths publicPaths) {
    this.connection = connection;
    this.forwarding = forwarding;
    this.publicPaths = publicPaths;
  }

  RequestHead ofRequest(HttpPrologue prologue, Headers headers, String requestId) {
    // one that could not be upgraded is refused as what it wanted to be
    return read(prologue, headers, requestId, headers.contains(WEB_SOCKET));
  }

  RequestHead ofUpgrade(HttpPrologue prologue, Headers headers) {
    return read(prologue, headers, RequestIds.next(), true);
  }

  private RequestHead read(
      HttpPrologue prologue, Headers headers, String requestId, boolean webSocket) {
    String method = prologue.method().text();
    String path = prologue.uriPath().rawPath();
    Forwarding.Origin origin = forwarding.of(connection.address(), headers);
    return new RequestHead(
        method,
        path,
        prologue.query().rawValue(),
        headers,
        origin.address(),
        origin.secure(),
        requestId,
        webSocket,
        !webSocket && publicPaths.contains(method, path));
  }
}
