@NullMarked
package io.mcpmanager.core.policy;

import org.jspecify.annotations.NullMarked;
