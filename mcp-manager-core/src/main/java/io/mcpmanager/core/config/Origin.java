package io.mcpmanager.core.config;

/**
 * Where the value of a key came from.
 *
 * @param key such as {@code http.port}
 * @param value as it was given; empty if there is none
 * @param source file and line, environment variable, flag, or {@code default}
 * @param help what the key does
 */
public record Origin(String key, String value, String source, String help) {}
