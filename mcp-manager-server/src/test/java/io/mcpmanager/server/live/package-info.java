@NullMarked
package io.mcpmanager.server.live;

import org.jspecify.annotations.NullMarked;
