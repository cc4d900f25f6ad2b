package io.mcpmanager.api.policy;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;

/**
 * A call that needs somebody's approval. What is approved is this call and no other: the same arguments for the same tool,
 * as it was defined then, by the same principal, under the same policy, once, and before it expires.
 *
 * @param id names it; hard to guess
 * @param serverId server whose tool is called
 * @param server that server's name
 * @param tool name of the tool, as the server knows it
 * @param client name that the client gives itself; not to be trusted
 * @param principal id of who calls
 * @param session number of the session it came by, for logs
 * @param arguments the arguments as JSON: members sorted, characters that can't be seen escaped, and secrets that
 *     the manager knows as ***; what is approved are the arguments as they are
 * @param digest of all that the approval is bound to, salted for the life of the manager
 * @param pin hash of the tool's definition; empty if the tool is not known
 * @param policyRevision revision of the policy that held it
 * @param reason why it is held
 * @param heldAt when it came
 * @param expiresAt when it can no longer be approved or, if it has been, made
 * @param state what has become of it
 * @param waited whether the client still waits for it; if not, an approval lets it make the call again
 */
public record HeldCall(
    String id,
    ServerId serverId,
    String server,
    String tool,
    String client,
    String principal,
    String session,
    String arguments,
    String digest,
    String pin,
    long policyRevision,
    String reason,
    Instant heldAt,
    Instant expiresAt,
    State state,
    boolean waited) {

  /** What has become of a held call. */
  public enum State {
    /** Nobody has decided yet. */
    HELD,
    /** It may be made, once. */
    APPROVED,
    /** It may not be made. */
    DENIED,
    /** Nobody decided in time, or the client did not come again in time. */
    EXPIRED,
    /** The policy or the tool changed before it was made. */
    OUTDATED
  }

  /** The same with another state. */
  public HeldCall with(State newState, boolean newWaited) {
    return new HeldCall(
        id,
        serverId,
        server,
        tool,
        client,
        principal,
        session,
        arguments,
        digest,
        pin,
        policyRevision,
        reason,
        heldAt,
        expiresAt,
        newState,
        newWaited);
  }
}
