/**
 * The byte level of the message path: JSON-RPC envelopes read and rewritten without parsing their
 * payload, message framing, and the HTTP client for upstream servers. Knows no other room.
 */
@NullMarked
package io.mcpmanager.core.wire;

import org.jspecify.annotations.NullMarked;
