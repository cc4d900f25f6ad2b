@NullMarked
package io.mcpmanager.server.http;

import org.jspecify.annotations.NullMarked;
