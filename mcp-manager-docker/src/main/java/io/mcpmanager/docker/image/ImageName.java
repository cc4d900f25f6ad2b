package io.mcpmanager.docker.image;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image, taken apart as Docker does.
 *
 * @param registry host, and port if one is named, of the registry; {@value #DOCKER_HUB} if none is
 * @param repository path within the registry, such as {@code library/busybox}
 * @param tag what it is called there, or null if the name says none
 * @param digest {@code sha256:...} of exactly one image, or null if the name says none
 */
public record ImageName(
    String registry,
    String repository,
    @Nullable String tag,
    @Nullable String digest) {

  /** The registry of names that name none. */
  static final String DOCKER_HUB = "docker.io";

  /** Takes a name apart; its form has been checked before. */
  public static ImageName parse(String name) {
    int at = name.indexOf('@');
    String digest = at < 0 ? null : name.substring(at + 1);
    String rest = at < 0 ? name : name.substring(0, at);
    int colon = rest.lastIndexOf(':');
    boolean tagged = colon > rest.lastIndexOf('/');
    String tag = tagged ? rest.substring(colon + 1) : null;
    String path = tagged ? rest.substring(0, colon) : rest;
    int slash = path.indexOf('/');
    String first = slash < 0 ? "" : path.substring(0, slash);
    if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
      String host = first.equals("index.docker.io") ? DOCKER_HUB : first;
      return new ImageName(host, official(host, path.substring(slash + 1)), tag, digest);
    }
    return new ImageName(DOCKER_HUB, official(DOCKER_HUB, path), tag, digest);
  }

  private static String official(String registry, String path) {
    return registry.equals(DOCKER_HUB) && path.indexOf('/') < 0 ? "library/" + path : path;
  }

  /** The repository as people write it, with its registry unless that is Docker's. */
  String familiar() {
    if (!registry.equals(DOCKER_HUB)) {
      return registry + "/" + repository;
    }
    return repository.startsWith("library/")
        ? repository.substring("library/".length())
        : repository;
  }

  /** What tells the image from others of the repository: digest, else tag, else {@code latest}. */
  String version() {
    return digest != null ? digest : tag != null ? tag : "latest";
  }

  /** The digest in a name such as {@code mcp/fetch@sha256:...}, if it names an image of the same repository. */
  public Optional<String> digestIn(String repositoryDigest) {
    ImageName other = parse(repositoryDigest);
    return other.registry.equals(registry) && other.repository.equals(repository)
        ? Optional.ofNullable(other.digest)
        : Optional.empty();
  }
}
