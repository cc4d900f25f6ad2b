/** Looks at the manager and the machine it runs on, and says what to do about what it finds. */
@NullMarked
package io.mcpmanager.core.diagnostics;

import org.jspecify.annotations.NullMarked;
