package io.mcpmanager.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to an instance.
 *
 * @param body one JSON-RPC message in UTF-8 without line breaks
 * @param method its method, or null if it is a response
 * @param expectsResponse whether it is a request
 * @param headers what transports with headers send along, by name; values are as the wire has them. Others ignore it.
 */
// the bytes are handed over, not compared: a copy per message would cost more than it protects
@SuppressWarnings("ArrayRecordComponent")
public record OutboundMessage(
    byte[] body, @Nullable String method, boolean expectsResponse, Map<String, String> headers) {

  /** Copies the headers. */
  public OutboundMessage {
    headers = Map.copyOf(headers);
  }

  /** A message without headers of its own. */
  public OutboundMessage(byte[] body, @Nullable String method, boolean expectsResponse) {
    this(body, method, expectsResponse, Map.of());
  }
}
