/** Who gets in over HTTP: credentials, cookies, limits. */
@NullMarked
package io.mcpmanager.server.auth;

import org.jspecify.annotations.NullMarked;
