@NullMarked
package io.mcpmanager.core.translation;

import org.jspecify.annotations.NullMarked;
