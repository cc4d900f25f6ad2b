/** A real container engine in tests: whether there is one, images made without any registry, and a registry. */
@NullMarked
package io.mcpmanager.testkit.engine;

import org.jspecify.annotations.NullMarked;
