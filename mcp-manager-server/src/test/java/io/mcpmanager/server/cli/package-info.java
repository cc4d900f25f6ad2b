@NullMarked
package io.mcpmanager.server.cli;

import org.jspecify.annotations.NullMarked;
