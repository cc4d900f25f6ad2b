/** How programs that embed the manager, and plugins, test themselves: what docs/test-kit.md shows. */
@NullMarked
package io.mcpmanager.kit;

import org.jspecify.annotations.NullMarked;
