/** JSON documents of definitions, imports, events and views. */
@NullMarked
package io.mcpmanager.core.json;

import org.jspecify.annotations.NullMarked;
