/** Commands over many servers at once. */
@NullMarked
package io.mcpmanager.api.bulk;

import org.jspecify.annotations.NullMarked;
