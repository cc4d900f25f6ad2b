/**
 * Servers that run as containers of a Docker Engine. {@link io.mcpmanager.docker.DockerRuntime} is the one way in; the
 * packages below are its rooms and nobody else's business.
 */
@NullMarked
package io.mcpmanager.docker;

import org.jspecify.annotations.NullMarked;
