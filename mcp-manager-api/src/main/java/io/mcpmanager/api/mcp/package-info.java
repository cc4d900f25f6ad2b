/** Vocabulary of the Model Context Protocol. */
@NullMarked
package io.mcpmanager.api.mcp;

import org.jspecify.annotations.NullMarked;
