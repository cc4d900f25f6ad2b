/** Brings servers to life, keeps them alive and ends them. */
@NullMarked
package io.mcpmanager.core.lifecycle;

import org.jspecify.annotations.NullMarked;
