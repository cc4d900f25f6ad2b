package io.mcpmanager.docker.image;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image that the engine has.
 *
 * @param id of exactly this image at the engine, such as {@code sha256:...}
 * @param digest under which the registry of its name has it, or null if it is not from there
 */
record LocalImage(String id, @Nullable String digest) {

  /** Digest under which the registry has it, if it is from there. */
  Optional<String> registryDigest() {
    return Optional.ofNullable(digest);
  }
}
