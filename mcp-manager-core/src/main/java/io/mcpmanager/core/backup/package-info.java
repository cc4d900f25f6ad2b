/** Copies of what the manager keeps. */
@NullMarked
package io.mcpmanager.core.backup;

import org.jspecify.annotations.NullMarked;
