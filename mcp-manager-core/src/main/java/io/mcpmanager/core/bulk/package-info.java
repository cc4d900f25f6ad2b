/** Commands over many servers at once, on top of the commands on one. */
@NullMarked
package io.mcpmanager.core.bulk;

import org.jspecify.annotations.NullMarked;
