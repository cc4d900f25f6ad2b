/** What hosts and plugins hang into the way of messages: runs it, and keeps what goes wrong in it from harming others. */
@NullMarked
package io.mcpmanager.core.hook;

import org.jspecify.annotations.NullMarked;
