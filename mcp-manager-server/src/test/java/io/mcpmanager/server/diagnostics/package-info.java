@NullMarked
package io.mcpmanager.server.diagnostics;

import org.jspecify.annotations.NullMarked;
