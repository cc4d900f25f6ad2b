package io.mcpmanager.api.gateway;

import java.time.Instant;

/**
 * A client that has a session at the gateway.
 *
 * @param session number of the session in logs and events; not the secret session id
 * @param scope what it sees
 * @param name name it gives itself; not to be trusted
 * @param version version it gives itself; not to be trusted
 * @param protocolRevision revision agreed on; empty before it has initialized
 * @param transport how its messages come
 * @param principal id of the principal it acts for
 * @param connectedAt when the session was opened
 * @param lastSeenAt when its last message came
 * @param calls requests it has sent
 */
public record ConnectedClient(
    String session,
    Scope scope,
    String name,
    String version,
    String protocolRevision,
    ClientTransport transport,
    String principal,
    Instant connectedAt,
    Instant lastSeenAt,
    long calls) {}
