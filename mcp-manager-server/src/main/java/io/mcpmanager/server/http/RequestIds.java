package io.mcpmanager.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Gives every request an id: the client's, if it is well-formed, else a new one. The answer carries it too. */
final class RequestIds implements Filter {

  static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private record RequestId(String value) {}

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String id = request
        .headers()
        .first(HEADER)
        .filter(given -> WELL_FORMED.matcher(given).matches())
        .orElseGet(RequestIds::next);
    request.context().register(new RequestId(id));
    response.header(HEADER, id);
    chain.proceed();
  }

  static String of(ServerRequest request) {
    return request.context().get(RequestId.class).map(RequestId::value).orElseGet(RequestIds::next);
  }

  /** Not to be guessed is no concern of an id that only tells requests apart. */
  static String next() {
    var random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextInt());
  }
}
