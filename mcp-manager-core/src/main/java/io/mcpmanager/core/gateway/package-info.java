/**
 * The door in front of all servers: client sessions, merged and transparent views, names, routes and the way back of
 * notifications. Reads envelopes only; what clients and servers say to each other passes through as it is.
 */
@NullMarked
package io.mcpmanager.core.gateway;

import org.jspecify.annotations.NullMarked;
