@NullMarked
package io.mcpmanager.server.auth.oauth;

import org.jspecify.annotations.NullMarked;
