/**
 * The standard streams of a container: attached, taken apart into output and error, cut into lines, fed with input.
 */
@NullMarked
package io.mcpmanager.docker.stream;

import org.jspecify.annotations.NullMarked;
