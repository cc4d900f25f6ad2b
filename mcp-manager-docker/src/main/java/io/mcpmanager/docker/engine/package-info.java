/**
 * The engine itself: where it is, what it is, whether it is there, and what it tells of its containers as it happens.
 */
@NullMarked
package io.mcpmanager.docker.engine;

import org.jspecify.annotations.NullMarked;
