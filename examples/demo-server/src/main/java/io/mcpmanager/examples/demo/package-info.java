/**
 * A small MCP server over standard input and output, written with nothing but the JDK.
 *
 * <p>Start reading at {@link io.mcpmanager.examples.demo.DemoServer}; the tools are in {@code DemoTools}.
 */
@NullMarked
package io.mcpmanager.examples.demo;

import org.jspecify.annotations.NullMarked;
