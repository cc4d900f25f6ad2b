@NullMarked
package io.mcpmanager.core.install;

import org.jspecify.annotations.NullMarked;
