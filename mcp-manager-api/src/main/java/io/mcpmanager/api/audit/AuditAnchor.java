package io.mcpmanager.api.audit;

import java.time.Instant;

/**
 * Where a trail was at some time. Kept elsewhere, it shows later whether what had been written by then is still there.
 *
 * @param tenant whose trail
 * @param sequence of the last entry at that time
 * @param hash of that entry
 * @param time when that was
 * @param mac shows that this manager has said so
 */
public record AuditAnchor(String tenant, long sequence, String hash, Instant time, String mac) {}
