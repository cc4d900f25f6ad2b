package io.mcpmanager.docker.image;

import io.mcpmanager.api.error.LaunchException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says why an image could not be fetched. Engines tell in words only, which have been the same for years. */
final class ImageFaults {

  /** What kinds of failures sound like, the most telling first. */
  private record Kind(String what, String remedy, List<String> words) {}

  private static final List<Kind> KINDS = List.of(
      new Kind(
          "the engine's disk is full",
          "Free some space on the engine's machine, such as by 'docker image prune'",
          List.of("no space left", "disk quota exceeded", "not enough space")),
      new Kind(
          "the registry lets nobody pull that often",
          "Wait, or give the credentials of an account with a higher limit",
          List.of("toomanyrequests", "rate limit", "too many requests")),
      new Kind(
          "the registry does not have it, or denies it to this user",
          "Check the name, and give credentials (pull.username and pull.password) if it needs any",
          List.of("pull access denied", "repository does not exist")),
      new Kind(
          "the registry denies it",
          "Check the credentials: pull.username and pull.password, or those of 'docker login'",
          List.of(
              "unauthorized",
              "authentication required",
              "no basic auth credentials",
              "denied",
              "incorrect username or password",
              "forbidden")),
      new Kind(
          "the registry does not have it",
          "Check the name and the tag",
          List.of(
              "manifest unknown",
              "not found",
              "no such image",
              "name unknown",
              "no matching manifest")),
      new Kind(
          "the registry can't be trusted",
          "Install the certificate of its CA on the engine's machine",
          List.of("x509", "certificate", "http response to https client", "tls:")),
      new Kind(
          "the registry can't be reached",
          "Check the registry's name, and the network of the engine's machine",
          List.of(
              "no such host",
              "connection refused",
              "timeout",
              "i/o timeout",
              "deadline exceeded",
              "network is unreachable",
              "no route to host",
              "eof",
              "server misbehaving",
              "said nothing",
              "temporary failure",
              "dial tcp")));

  private ImageFaults() {}

  /**
   * The failure of a pull.
   *
   * @param said what the engine said of it, in one line
   */
  static LaunchException of(String image, String said, @Nullable Throwable cause) {
    String words = said.toLowerCase(Locale.ROOT);
    return KINDS.stream()
        .filter(kind -> kind.words().stream().anyMatch(words::contains))
        .findFirst()
        .map(kind -> new LaunchException(
            "image '" + image + "' can't be pulled: " + kind.what() + " (" + said + "). "
                + kind.remedy() + ".",
            cause))
        .orElseGet(
            () -> new LaunchException("image '" + image + "' can't be pulled: " + said, cause));
  }
}
