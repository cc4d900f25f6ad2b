/** Events, states and logs as they happen: over WebSocket and as server-sent events. */
@NullMarked
package io.mcpmanager.server.live;

import org.jspecify.annotations.NullMarked;
