package io.mcpmanager.spi;

import org.jspecify.annotations.Nullable;

/**
 * A message to an instance.
 *
 * @param body one JSON-RPC message in UTF-8 without line breaks
 * @param method its method, or null if it is a response
 * @param expectsResponse whether it is a request
 */
public record OutboundMessage(byte[] body, @Nullable String method, boolean expectsResponse) {}
