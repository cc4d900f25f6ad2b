/** What tests of the manager, of its adapters and of host programs share. */
@NullMarked
package io.mcpmanager.testkit;

import org.jspecify.annotations.NullMarked;
