@NullMarked
package io.mcpmanager.core.json;

import org.jspecify.annotations.NullMarked;
