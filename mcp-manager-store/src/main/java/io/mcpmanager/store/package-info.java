/** Keeps what the manager knows in SQLite. */
@NullMarked
package io.mcpmanager.store;

import org.jspecify.annotations.NullMarked;
