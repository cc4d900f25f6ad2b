/** Who is calling: principals and the context that travels with every call. */
@NullMarked
package io.mcpmanager.api.access;

import org.jspecify.annotations.NullMarked;
