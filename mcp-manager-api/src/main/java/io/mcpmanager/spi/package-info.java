/** Driven ports: what the manager needs from runtimes, probes, clocks and id sources. */
@NullMarked
package io.mcpmanager.spi;

import org.jspecify.annotations.NullMarked;
