/** Storage ports, one per aggregate, and the {@link io.mcpmanager.spi.store.Store} that hands them out. */
@NullMarked
package io.mcpmanager.spi.store;

import org.jspecify.annotations.NullMarked;
