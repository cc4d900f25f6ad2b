/** The audit trail: who did what, when, from where, and how it ended. */
@NullMarked
package io.mcpmanager.api.audit;

import org.jspecify.annotations.NullMarked;
