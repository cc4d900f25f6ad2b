package io.mcpmanager.api.access;

/**
 * A named set of permissions.
 *
 * @param name lower case letters, digits and hyphens
 * @param description for people
 * @param grants what it allows
 * @param builtIn whether it is one of viewer, operator and admin, which can't be changed
 */
public record Role(String name, String description, Grants grants, boolean builtIn) {}
