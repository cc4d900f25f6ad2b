/** Reaches servers at a URL: the client side of Streamable HTTP. */
@NullMarked
package io.mcpmanager.core.remote;

import org.jspecify.annotations.NullMarked;
