@NullMarked
package io.mcpmanager.core.protocol;

import org.jspecify.annotations.NullMarked;
