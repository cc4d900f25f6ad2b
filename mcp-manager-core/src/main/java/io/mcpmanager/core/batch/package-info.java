/** Writing to the store in batches, behind the back of whoever has something to write. */
@NullMarked
package io.mcpmanager.core.batch;

import org.jspecify.annotations.NullMarked;
