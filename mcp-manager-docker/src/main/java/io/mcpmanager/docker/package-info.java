/** Servers that run as containers of a Docker Engine. */
@NullMarked
package io.mcpmanager.docker;

import org.jspecify.annotations.NullMarked;
