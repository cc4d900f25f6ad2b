/**
 * Whose something at the engine is, and by what definition it was launched. It stands in labels, which outlive the manager.
 * Knows no other room.
 */
@NullMarked
package io.mcpmanager.docker.ownership;

import org.jspecify.annotations.NullMarked;
