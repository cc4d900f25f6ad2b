@NullMarked
package io.mcpmanager.core.log;

import org.jspecify.annotations.NullMarked;
