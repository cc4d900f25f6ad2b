@NullMarked
package io.mcpmanager.server.metrics;

import org.jspecify.annotations.NullMarked;
