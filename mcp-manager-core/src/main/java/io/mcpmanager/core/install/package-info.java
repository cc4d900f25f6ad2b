/** Packages that launches need, installed before the start instead of in the middle of it. */
@NullMarked
package io.mcpmanager.core.install;

import org.jspecify.annotations.NullMarked;
