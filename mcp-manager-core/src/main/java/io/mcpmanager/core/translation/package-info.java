/**
 * What has to be different between peers of different protocol revisions: pure functions on the bytes of requests,
 * answers, list items, capabilities and errors. Knows nothing of connections, sessions or time.
 */
@NullMarked
package io.mcpmanager.core.translation;

import org.jspecify.annotations.NullMarked;
