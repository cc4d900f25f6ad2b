/** Who somebody is and what they may do: users, roles, sessions, tokens and API keys. */
@NullMarked
package io.mcpmanager.core.access;

import org.jspecify.annotations.NullMarked;
