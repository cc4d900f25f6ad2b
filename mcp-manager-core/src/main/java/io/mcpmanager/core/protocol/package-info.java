/**
 * One connection to one MCP server: handshake, ids, deadlines, progress and cancellation. Payloads pass through as the
 * bytes they came in.
 */
@NullMarked
package io.mcpmanager.core.protocol;

import org.jspecify.annotations.NullMarked;
