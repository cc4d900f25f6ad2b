/** A host program with a manager inside. */
@NullMarked
package io.mcpmanager.examples.embedded;

import org.jspecify.annotations.NullMarked;
