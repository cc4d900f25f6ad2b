/** Runs servers as local processes; the only place of core that starts processes and platform threads. */
@NullMarked
package io.mcpmanager.core.process;

import org.jspecify.annotations.NullMarked;
