/** Secrets: kept sealed, put in where servers are launched, and never shown. */
@NullMarked
package io.mcpmanager.core.secret;

import org.jspecify.annotations.NullMarked;
