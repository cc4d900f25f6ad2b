@NullMarked
package io.mcpmanager.core.gateway;

import org.jspecify.annotations.NullMarked;
