@NullMarked
package io.mcpmanager.core.backup;

import org.jspecify.annotations.NullMarked;
