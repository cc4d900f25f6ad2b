@NullMarked
package io.mcpmanager.server.mcp;

import org.jspecify.annotations.NullMarked;
