package io.mcpmanager.spi.store;

import io.mcpmanager.api.access.Principal;
import java.time.Instant;
import java.util.Objects;

/**
 * A client's session as it is stored. Instants are kept with millisecond precision.
 *
 * @param key stands for the secret session id, which can't be told from it
 * @param number name of the session in logs and events
 * @param tenant whose servers it sees
 * @param principal who opened it
 * @param scope what it sees, as {@link io.mcpmanager.api.gateway.Scope#text()}
 * @param life how many managers have had it before this one, one after the other
 * @param openedAt when it was opened
 * @param lastSeenAt when its client was last heard of
 * @param requests requests its client has sent
 * @param state what else has to be known to go on with it, a JSON document
 */
public record SessionRecord(
    String key,
    String number,
    String tenant,
    Principal principal,
    String scope,
    int life,
    Instant openedAt,
    Instant lastSeenAt,
    long requests,
    String state) {

  /** Checks what must be given. */
  public SessionRecord {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(number, "number");
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(openedAt, "openedAt");
    Objects.requireNonNull(lastSeenAt, "lastSeenAt");
    Objects.requireNonNull(state, "state");
    if (life < 0 || requests < 0) {
      throw new IllegalArgumentException(
          "life and requests must not be negative, were " + life + " and " + requests);
    }
  }
}
