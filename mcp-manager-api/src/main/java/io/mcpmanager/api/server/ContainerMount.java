package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A folder or file of the engine's machine, or a named volume, that a container sees.
 *
 * @param source absolute path on the engine's machine, or the name of a volume
 * @param target absolute path in the container
 * @param readOnly whether the container may not write there; that is the default wherever it is not said
 */
public record ContainerMount(String source, String target, boolean readOnly) {

  private static final Pattern VOLUME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");

  /** Checks what must be given. */
  public ContainerMount {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
  }

  /** A mount that can't be written to. */
  public static ContainerMount readOnly(String source, String target) {
    return new ContainerMount(source, target, true);
  }

  /** Whether the source is a named volume and no path. */
  public boolean isVolume() {
    return !source.startsWith("/") && !source.matches("[A-Za-z]:[\\\\/].*");
  }

  void check(String field, List<Problem> problems) {
    if (isVolume() && !VOLUME.matcher(source).matches()) {
      problems.add(new Problem(
          field + ".source",
          "must be an absolute path, or the name of a volume of letters, digits, _, . and -",
          Problem.Code.INVALID_FORMAT));
    }
    if (!target.startsWith("/") || target.equals("/") || target.indexOf('\0') >= 0) {
      problems.add(new Problem(
          field + ".target",
          "must be an absolute path other than / in the container",
          Problem.Code.INVALID_FORMAT));
    }
  }
}
