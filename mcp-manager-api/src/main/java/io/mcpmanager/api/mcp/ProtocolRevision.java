package io.mcpmanager.api.mcp;

import java.util.List;
import java.util.Optional;

/** Published revisions of the Model Context Protocol, oldest first. */
public enum ProtocolRevision {
  /** First release. */
  V2024_11_05("2024-11-05"),
  /** Streamable HTTP, batching, annotations. */
  V2025_03_26("2025-03-26"),
  /** Structured output, elicitation; batching removed. */
  V2025_06_18("2025-06-18"),
  /** Icons, elicitation by URL, experimental tasks. */
  V2025_11_25("2025-11-25"),
  /** No handshake and no session. */
  V2026_07_28("2026-07-28");

  private static final List<ProtocolRevision> ALL = List.of(values());

  private final String text;

  ProtocolRevision(String text) {
    this.text = text;
  }

  /** The date that names the revision on the wire. */
  public String text() {
    return text;
  }

  /** Whether peers of this revision open with {@code initialize} and keep a session. */
  public boolean hasHandshake() {
    return compareTo(V2026_07_28) < 0;
  }

  /** The revision named by a date, if it is a published one. */
  public static Optional<ProtocolRevision> parse(String text) {
    for (ProtocolRevision revision : ALL) {
      if (revision.text.equals(text)) {
        return Optional.of(revision);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
