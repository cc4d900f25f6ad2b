@NullMarked
package io.mcpmanager.core.bulk;

import org.jspecify.annotations.NullMarked;
