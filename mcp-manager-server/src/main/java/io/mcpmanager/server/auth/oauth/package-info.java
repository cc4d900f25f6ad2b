/** Identity providers: tokens of theirs at the MCP endpoints, and signing in with them. */
@NullMarked
package io.mcpmanager.server.auth.oauth;

import org.jspecify.annotations.NullMarked;
