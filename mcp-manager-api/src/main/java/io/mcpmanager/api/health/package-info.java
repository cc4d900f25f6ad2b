/** Health of servers as seen by their checks. */
@NullMarked
package io.mcpmanager.api.health;

import org.jspecify.annotations.NullMarked;
