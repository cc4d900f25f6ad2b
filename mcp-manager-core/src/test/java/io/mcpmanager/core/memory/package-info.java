@NullMarked
package io.mcpmanager.core.memory;

import org.jspecify.annotations.NullMarked;
