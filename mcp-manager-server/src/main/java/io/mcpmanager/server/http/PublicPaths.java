package io.mcpmanager.server.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is there for everybody: of a few methods and paths, written exactly so. A path that is written in another way is
 * not, whatever the web server makes of it.
 */
final class PublicPaths {

  private static final String ANYTHING = "/*";
  // no dots at the start of a part, nothing encoded, no empty parts
  private static final Pattern PLAIN =
      Pattern.compile("(/\\.well-known)?(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?");

  private final Set<String> exact = new HashSet<>();
  private final List<String> prefixes = new ArrayList<>();

  /**
   * Public are these.
   *
   * @param paths method, space and path; with {@code /*} at the end of a path all that is below it
   */
  PublicPaths(Collection<String> paths) {
    for (String path : paths) {
      if (path.endsWith(ANYTHING)) {
        prefixes.add(path.substring(0, path.length() - 1));
      } else {
        exact.add(path);
      }
    }
  }

  boolean contains(String method, String path) {
    String asked = method + " " + path;
    return exact.contains(asked)
        || (prefixes.stream().anyMatch(asked::startsWith) && PLAIN.matcher(path).matches());
  }
}
