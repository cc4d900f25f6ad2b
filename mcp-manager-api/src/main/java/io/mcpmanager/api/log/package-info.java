/** Lines that servers write. */
@NullMarked
package io.mcpmanager.api.log;

import org.jspecify.annotations.NullMarked;
