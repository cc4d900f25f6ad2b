/** Configuration: layered files, environment and flags become one record. */
@NullMarked
package io.mcpmanager.core.config;

import org.jspecify.annotations.NullMarked;
