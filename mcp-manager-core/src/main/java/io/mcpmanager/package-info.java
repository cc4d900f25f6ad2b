/** The way in: build a manager, run servers, call their tools. */
@NullMarked
package io.mcpmanager;

import org.jspecify.annotations.NullMarked;
