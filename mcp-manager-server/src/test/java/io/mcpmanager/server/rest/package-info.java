@NullMarked
package io.mcpmanager.server.rest;

import org.jspecify.annotations.NullMarked;
