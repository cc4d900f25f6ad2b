/** What servers list: read from one server, merged and named among all, filtered for somebody, and read by hosts. */
@NullMarked
package io.mcpmanager.core.catalog;

import org.jspecify.annotations.NullMarked;
