/** Tests that the pages for people say what the program does. */
@NullMarked
package io.mcpmanager.server.docs;

import org.jspecify.annotations.NullMarked;
