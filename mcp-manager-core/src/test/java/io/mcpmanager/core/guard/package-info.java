@NullMarked
package io.mcpmanager.core.guard;

import org.jspecify.annotations.NullMarked;
