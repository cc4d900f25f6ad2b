/** The gateway in front of all servers: sessions for transports and typed calls for host applications. */
@NullMarked
package io.mcpmanager.api.gateway;

import org.jspecify.annotations.NullMarked;
