package io.mcpmanager.core.wire;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to an upstream server.
 *
 * @param method such as {@code POST}
 * @param uri absolute, http or https; its fragment is not sent
 * @param headers sent in this order, besides Host and Content-Length, which the client sets
 * @param body null for none; not copied
 * @param headTimeout how long to wait for the response's head once a connection is there; zero for as long
 *     as nobody closes the exchange
 * @param readTimeout how long one read of the body may wait; zero for ever
 */
@SuppressWarnings("ArrayRecordComponent") // payloads pass through uncopied
public record HttpRequest(
    String method,
    URI uri,
    List<HttpHeader> headers,
    byte @Nullable [] body,
    Duration headTimeout,
    Duration readTimeout) {

  public HttpRequest {
    headers = List.copyOf(headers);
    if (headTimeout.isNegative() || readTimeout.isNegative()) {
      throw new IllegalArgumentException("headTimeout and readTimeout must not be negative, were "
          + headTimeout + " and " + readTimeout);
    }
  }
}
