package io.mcpmanager.api.mcp;

import org.jspecify.annotations.Nullable;

/**
 * A tool that a server offers.
 *
 * @param name under which it is called in the scope it was listed in
 * @param title for people, or null
 * @param description for the model, or null
 * @param inputSchema JSON Schema of its arguments
 * @param outputSchema JSON Schema of its structured result, or null
 * @param annotations hints about its behaviour, or null; not to be trusted
 * @param server name of the server that offers it
 * @param originalName name the server itself gives it
 */
public record Tool(
    String name,
    @Nullable String title,
    @Nullable String description,
    Json inputSchema,
    @Nullable Json outputSchema,
    @Nullable Json annotations,
    String server,
    String originalName) {}
