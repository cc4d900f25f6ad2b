package io.mcpmanager.api.backup;

import java.time.Instant;

/**
 * A copy of what the manager keeps, in one file.
 *
 * @param name name of the file, without a folder; names sort by time
 * @param createdAt when it was begun
 * @param bytes size of the file
 */
public record Backup(String name, Instant createdAt, long bytes) {}
