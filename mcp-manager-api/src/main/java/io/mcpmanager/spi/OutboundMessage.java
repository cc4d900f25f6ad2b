package io.mcpmanager.spi;

import org.jspecify.annotations.Nullable;

/**
 * A message to an instance.
 *
 * @param body one JSON-RPC message in UTF-8 without line breaks
 * @param method its method, or null if it is a response
 * @param expectsResponse whether it is a request
 */
// the bytes are handed over, not compared: a copy per message would cost more than it protects
@SuppressWarnings("ArrayRecordComponent")
public record OutboundMessage(byte[] body, @Nullable String method, boolean expectsResponse) {}
