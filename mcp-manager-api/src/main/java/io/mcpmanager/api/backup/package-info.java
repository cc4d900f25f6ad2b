/** Copies of what the manager keeps. */
@NullMarked
package io.mcpmanager.api.backup;

import org.jspecify.annotations.NullMarked;
