/** What clients may do with tools: rules, pinned definitions, and calls held for approval. */
@NullMarked
package io.mcpmanager.core.policy;

import org.jspecify.annotations.NullMarked;
