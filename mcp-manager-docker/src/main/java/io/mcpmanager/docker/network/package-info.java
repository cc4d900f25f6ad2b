/** The networks of containers: made, guarded, tied to them, removed; and the ports that are published. */
@NullMarked
package io.mcpmanager.docker.network;

import org.jspecify.annotations.NullMarked;
