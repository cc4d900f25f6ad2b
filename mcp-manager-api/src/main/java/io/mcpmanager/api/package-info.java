/** What every part of the api shares. */
@NullMarked
package io.mcpmanager.api;

import org.jspecify.annotations.NullMarked;
