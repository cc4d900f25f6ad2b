@NullMarked
package io.mcpmanager.server.auth;

import org.jspecify.annotations.NullMarked;
