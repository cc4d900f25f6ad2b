package io.mcpmanager.api.mcp;

import org.jspecify.annotations.Nullable;

/**
 * A resource, or a template of resources, that a server offers.
 *
 * @param uri its URI, or the URI template (RFC 6570) of a template
 * @param name its name
 * @param title for people, or null
 * @param description for people, or null
 * @param mimeType type of its content, or null
 * @param server name of the server that offers it
 */
public record Resource(
    String uri,
    String name,
    @Nullable String title,
    @Nullable String description,
    @Nullable String mimeType,
    String server) {}
