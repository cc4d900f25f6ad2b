/**
 * The lives of servers. Per server a pure function decides what follows from a command or a signal, and one thread acts
 * on it: first store, then publish, then act.
 */
@NullMarked
package io.mcpmanager.core.lifecycle;

import org.jspecify.annotations.NullMarked;
