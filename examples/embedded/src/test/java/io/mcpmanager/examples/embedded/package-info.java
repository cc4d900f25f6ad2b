/** Runs the example. */
@NullMarked
package io.mcpmanager.examples.embedded;

import org.jspecify.annotations.NullMarked;
