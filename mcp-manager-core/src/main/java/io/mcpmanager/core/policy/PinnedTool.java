package io.mcpmanager.core.policy;

import io.mcpmanager.api.policy.Difference;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.TextFlag;
import io.mcpmanager.api.policy.ToolPin;
import io.mcpmanager.api.policy.ToolPolicy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tool of a server, and what its server is held to. Immutable.
 *
 * @param pinned hash of the definition that counts
 * @param definition that definition; empty if it is too large to be kept
 * @param offered what the server offers now
 * @param firstSeenAt when it was seen first
 * @param changedAt when something of this was last different
 * @param approvedBy who approved the definition that counts, or null
 * @param flags what is suspicious about what is offered
 * @param differences between what counts and what is offered
 */
record PinnedTool(
    String pinned,
    String definition,
    Definition offered,
    Instant firstSeenAt,
    Instant changedAt,
    @Nullable String approvedBy,
    List<TextFlag> flags,
    List<Difference> differences) {

  /** One that is seen for the first time. */
  static PinnedTool seen(Definition offered, Instant now) {
    return new PinnedTool(
        offered.hash(),
        offered.json(),
        offered,
        now,
        now,
        null,
        TextScan.flags(offered),
        List.of());
  }

  /** The same tool, offered in another way. */
  PinnedTool offeredAs(Definition now, Instant at) {
    List<Difference> changes = now.hash().equals(pinned)
        ? List.of()
        : Differences.between(Definition.parse(definition), now.node());
    return new PinnedTool(
        pinned, definition, now, firstSeenAt, at, approvedBy, TextScan.flags(now), changes);
  }

  /** The same tool, what is offered being approved. */
  PinnedTool approved(String by, Instant at) {
    return new PinnedTool(
        offered.hash(), offered.json(), offered, firstSeenAt, at, by, flags, List.of());
  }

  boolean isChanged() {
    return !offered.hash().equals(pinned);
  }

  ToolPin.State state() {
    if (isChanged()) {
      return ToolPin.State.CHANGED;
    }
    return approvedBy == null ? ToolPin.State.SEEN : ToolPin.State.APPROVED;
  }

  /** What becomes of calls. */
  Reaction reaction(ToolPolicy policy) {
    return switch (state()) {
      case APPROVED -> Reaction.PASS;
      case CHANGED -> policy.changedTools();
      case SEEN ->
        flags.isEmpty() ? policy.newTools() : stricter(policy.newTools(), policy.flaggedTools());
    };
  }

  private static Reaction stricter(Reaction one, Reaction other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
