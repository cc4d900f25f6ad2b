/** A host program whose MCP servers are containers. */
@NullMarked
package io.mcpmanager.examples.containers;

import org.jspecify.annotations.NullMarked;
