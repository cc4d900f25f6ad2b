/** A store that forgets everything when it is closed. */
@NullMarked
package io.mcpmanager.core.memory;

import org.jspecify.annotations.NullMarked;
