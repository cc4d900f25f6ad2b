package io.mcpmanager.core.wire;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The head of a response, and its body as it arrives.
 *
 * @param status 200 to 599
 * @param headers as they came, names in the peer's spelling
 * @param body to be read to its end or closed, on one thread; only then is the connection free.
 *     Closing waits a moment for an end that is already on its way, so that the connection can be
 *     used again; {@link HttpExchange#close()} does not wait
 */
public record HttpResponse(int status, List<HttpHeader> headers, InputStream body) {

  public HttpResponse {
    headers = List.copyOf(headers);
  }

  /** The value of the first header of this name. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(HttpHeader::value)
        .findFirst();
  }
}
