/** What containers take of the machine, asked of the engine now and then. */
@NullMarked
package io.mcpmanager.docker.usage;

import org.jspecify.annotations.NullMarked;
