/** The rules of the house, as far as they can be read from class files. */
@NullMarked
package io.mcpmanager.testkit.architecture;

import org.jspecify.annotations.NullMarked;
