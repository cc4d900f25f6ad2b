/** The one exception root, its stable codes and the problems found in an input. */
@NullMarked
package io.mcpmanager.api.error;

import org.jspecify.annotations.NullMarked;
