/** A small MCP server to try the manager with. */
@NullMarked
package io.mcpmanager.examples.demo;

import org.jspecify.annotations.NullMarked;
