/** Everything that changed, as typed events in one ordered log. */
@NullMarked
package io.mcpmanager.api.event;

import org.jspecify.annotations.NullMarked;
