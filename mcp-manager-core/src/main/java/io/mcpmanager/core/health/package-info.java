/** Checks the health of running servers. */
@NullMarked
package io.mcpmanager.core.health;

import org.jspecify.annotations.NullMarked;
