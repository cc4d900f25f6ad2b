/** Single containers: specified, launched, lived with, ended, and found and taken over by the manager's next life. */
@NullMarked
package io.mcpmanager.docker.container;

import org.jspecify.annotations.NullMarked;
