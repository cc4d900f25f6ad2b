/** Containers with a real engine, and what can go wrong there. */
@NullMarked
package io.mcpmanager.examples.containers;

import org.jspecify.annotations.NullMarked;
