package io.mcpmanager.api.server;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The container that an instance is.
 *
 * @param id its id at the engine; for a service, that service's id
 * @param name its name at the engine
 * @param image the image it was made from, as the definition names it
 * @param imageId id of exactly that image, such as {@code sha256:...}
 * @param digest digest under which a registry has that image, or null if it was not fetched from one
 * @param adopted whether it was running before this life of the manager
 * @param notEnforced fields of the launch, relative to it, that this engine does not enforce
 */
public record ContainerInfo(
    String id,
    String name,
    String image,
    String imageId,
    @Nullable String digest,
    boolean adopted,
    List<String> notEnforced) {

  /** Checks what must be given. */
  public ContainerInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(imageId, "imageId");
    notEnforced = List.copyOf(notEnforced);
  }

  /** Digest under which a registry has the image, if it was fetched from one. */
  public Optional<String> registryDigest() {
    return Optional.ofNullable(digest);
  }
}
