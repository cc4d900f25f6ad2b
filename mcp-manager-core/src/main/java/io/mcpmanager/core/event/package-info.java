/** The event log and who is told of it. */
@NullMarked
package io.mcpmanager.core.event;

import org.jspecify.annotations.NullMarked;
