/** What clients may do with tools: rules, pinned definitions, and calls that wait for somebody's approval. */
@NullMarked
package io.mcpmanager.api.policy;

import org.jspecify.annotations.NullMarked;
