@NullMarked
package io.mcpmanager.server.web;

import org.jspecify.annotations.NullMarked;
