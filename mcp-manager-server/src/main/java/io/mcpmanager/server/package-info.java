/** The reference server: assembly and start. */
@NullMarked
package io.mcpmanager.server;

import org.jspecify.annotations.NullMarked;
