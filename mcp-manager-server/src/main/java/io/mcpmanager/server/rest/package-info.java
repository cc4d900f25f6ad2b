/** The REST interface: one small class per resource, one table of routes. */
@NullMarked
package io.mcpmanager.server.rest;

import org.jspecify.annotations.NullMarked;
