@NullMarked
package io.mcpmanager.core.event;

import org.jspecify.annotations.NullMarked;
