/** A client that speaks over standard input and output, connected to a manager's gateway. */
@NullMarked
package io.mcpmanager.server.bridge;

import org.jspecify.annotations.NullMarked;
