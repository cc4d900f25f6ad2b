/** What is wrong with a manager and the machine it runs on, and what to do about it. */
@NullMarked
package io.mcpmanager.api.diagnostics;

import org.jspecify.annotations.NullMarked;
