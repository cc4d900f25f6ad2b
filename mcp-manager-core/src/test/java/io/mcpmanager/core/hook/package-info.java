@NullMarked
package io.mcpmanager.core.hook;

import org.jspecify.annotations.NullMarked;
