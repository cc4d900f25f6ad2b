package io.mcpmanager.core.translation;

import io.mcpmanager.api.mcp.ProtocolRevision;

/** The revisions of a client and of a server. Those with a handshake are the legacy ones, the others the modern ones. */
record Pair(ProtocolRevision client, ProtocolRevision server) {

  boolean modernClientOfLegacyServer() {
    return !client.hasHandshake() && server.hasHandshake();
  }

  boolean legacyClientOfModernServer() {
    return client.hasHandshake() && !server.hasHandshake();
  }

  /** Whether what is new in a revision can come from the server and is unknown to the client. */
  boolean introduces(ProtocolRevision revision) {
    return client.compareTo(revision) < 0 && server.compareTo(revision) >= 0;
  }
}
