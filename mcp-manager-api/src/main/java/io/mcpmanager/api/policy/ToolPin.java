package io.mcpmanager.api.policy;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The definition of a tool that its server is held to. It is what was seen first, until somebody approves what the server
 * offers now. Two definitions are the same if their canonical hashes are: SHA-256 over name, title, description, schemas
 * and annotations, with members sorted and without the space between them.
 *
 * @param serverId server that has the tool
 * @param server that server's name
 * @param tool name of the tool, as the server knows it
 * @param state whether it is what it was
 * @param reaction what becomes of calls, by the present policy
 * @param pinned hash of the definition that the server is held to
 * @param offered hash of what the server offered when it was last read; the same as {@code pinned} unless it has changed
 * @param firstSeenAt when the tool was seen first
 * @param changedAt when it was last seen to be another, or was approved
 * @param approvedBy id of who approved it last; empty if nobody has
 * @param flags what is suspicious about the texts that the server offers now
 * @param differences between what is pinned and what is offered
 * @param pinnedDefinition the definition that the server is held to, as JSON with sorted members in which characters that
 *     can't be seen are escaped; empty if it is the one that is offered, or longer than 256 KiB
 * @param offeredDefinition what the server offers in its place; empty in the same cases
 */
public record ToolPin(
    ServerId serverId,
    String server,
    String tool,
    State state,
    Reaction reaction,
    String pinned,
    String offered,
    Instant firstSeenAt,
    Instant changedAt,
    Optional<String> approvedBy,
    List<TextFlag> flags,
    List<Difference> differences,
    String pinnedDefinition,
    String offeredDefinition) {

  /** How a definition stands to what is known of the tool. */
  public enum State {
    /** It is what was seen first; nobody has approved it. */
    SEEN,
    /** It is another than the one pinned. */
    CHANGED,
    /** It is the one that somebody has approved. */
    APPROVED
  }

  /** Checks that all components are given. */
  public ToolPin {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(reaction, "reaction");
    Objects.requireNonNull(approvedBy, "approvedBy");
    flags = List.copyOf(flags);
    differences = List.copyOf(differences);
  }
}
