package io.mcpmanager.api.secret;

import io.mcpmanager.api.server.ServerId;

/**
 * A server whose definition refers to a secret.
 *
 * @param server its id
 * @param name its name
 * @param outdated whether it runs with a former value; a restart gives it the present one
 */
public record SecretUse(ServerId server, String name, boolean outdated) {}
