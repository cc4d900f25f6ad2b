/** What the tests of several rooms share. */
@NullMarked
package io.mcpmanager.docker.testkit;

import org.jspecify.annotations.NullMarked;
