/** The audit trail: who did what, chained so that nothing can be changed unseen. */
@NullMarked
package io.mcpmanager.core.audit;

import org.jspecify.annotations.NullMarked;
