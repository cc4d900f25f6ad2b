/** Images: their names, whether the engine has them, how it fetches them, and as whom. */
@NullMarked
package io.mcpmanager.docker.image;

import org.jspecify.annotations.NullMarked;
