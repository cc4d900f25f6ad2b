/** What the server adds to diagnostics: its own checks, log levels at run time, flight recordings. */
@NullMarked
package io.mcpmanager.server.diagnostics;

import org.jspecify.annotations.NullMarked;
