package io.mcpmanager.core.protocol;

/**
 * How the manager introduces itself to servers.
 *
 * @param name program name
 * @param version its version
 */
public record ClientIdentity(String name, String version) {}
