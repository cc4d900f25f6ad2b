/**
 * Real peers against which the manager is tested: MCP servers from npm, the official TypeScript
 * client and the MCP Java SDK.
 */
@NullMarked
package io.mcpmanager.examples.interop;

import org.jspecify.annotations.NullMarked;
