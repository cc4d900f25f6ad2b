/**
 * Servers as services of the engine's cluster: requested, watched, spoken to replica by replica, recovered, removed.
 */
@NullMarked
package io.mcpmanager.docker.swarm;

import org.jspecify.annotations.NullMarked;
