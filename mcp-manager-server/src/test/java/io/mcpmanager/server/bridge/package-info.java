@NullMarked
package io.mcpmanager.server.bridge;

import org.jspecify.annotations.NullMarked;
