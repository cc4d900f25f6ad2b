/** Servers with bad habits, and what it takes to see that neither the manager nor their neighbours mind. */
@NullMarked
package io.mcpmanager.examples.faults;

import org.jspecify.annotations.NullMarked;
