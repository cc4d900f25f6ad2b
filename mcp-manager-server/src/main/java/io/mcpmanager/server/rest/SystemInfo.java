package io.mcpmanager.server.rest;

import java.time.Instant;

/**
 * What is known of this process from its start on.
 *
 * @param version of the program
 * @param dataDirectory folder of the database
 * @param startedAt when it started
 */
public record SystemInfo(String version, String dataDirectory, Instant startedAt) {}
