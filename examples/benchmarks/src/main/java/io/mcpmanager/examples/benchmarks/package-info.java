/** Measures what the manager costs, each time beside doing the same without it. */
@NullMarked
package io.mcpmanager.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
