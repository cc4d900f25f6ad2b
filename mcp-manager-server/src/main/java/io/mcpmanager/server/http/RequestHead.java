package io.mcpmanager.server.http;

import io.helidon.http.Headers;

/**
 * What is known of a request before its body is read.
 *
 * @param method HTTP method
 * @param path as the client has written it, without the query
 * @param query what stands behind the question mark, as the client has written it; empty if nothing does
 * @param headers its headers
 * @param address network address it comes from
 * @param secure whether nobody can listen on the way
 * @param requestId its id
 * @param webSocket whether it opens a WebSocket
 * @param isPublic whether what it asks for is for everybody
 */
public record RequestHead(
    String method,
    String path,
    String query,
    Headers headers,
    String address,
    boolean secure,
    String requestId,
    boolean webSocket,
    boolean isPublic) {}
