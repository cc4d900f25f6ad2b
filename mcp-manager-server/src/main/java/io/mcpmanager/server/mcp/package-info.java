/** The gateway's Streamable HTTP endpoints. */
@NullMarked
package io.mcpmanager.server.mcp;

import org.jspecify.annotations.NullMarked;
