/** The way of a line: from a server, past those who follow it, into the store. */
@NullMarked
package io.mcpmanager.core.log;

import org.jspecify.annotations.NullMarked;
