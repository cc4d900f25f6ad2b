/** The HTTP listener: what every request passes, and how every error is answered. */
@NullMarked
package io.mcpmanager.server.http;

import org.jspecify.annotations.NullMarked;
