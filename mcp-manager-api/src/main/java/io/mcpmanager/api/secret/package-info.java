/** Secrets and users' own credentials: kept sealed, referred to by definitions, and never shown. */
@NullMarked
package io.mcpmanager.api.secret;

import org.jspecify.annotations.NullMarked;
