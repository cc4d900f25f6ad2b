/**
 * What keeps the engine from being used and a container from being launched, and what others have left at the engine.
 */
@NullMarked
package io.mcpmanager.docker.diagnostics;

import org.jspecify.annotations.NullMarked;
