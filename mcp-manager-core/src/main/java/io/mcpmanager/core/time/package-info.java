/** The real clock and the real ids: the one place that reads the time. */
@NullMarked
package io.mcpmanager.core.time;

import org.jspecify.annotations.NullMarked;
