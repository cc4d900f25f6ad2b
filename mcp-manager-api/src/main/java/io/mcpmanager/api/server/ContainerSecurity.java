package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a container may do within its machine.
 *
 * @param readOnlyRoot whether its file system can't be written to, except for mounts
 * @param temporaryFolders folders in memory that it may write to, by absolute path, with their size in bytes, 4 KiB
 *     to 64 GiB
 * @param capabilities Linux capabilities it keeps, such as {@code NET_BIND_SERVICE}; all others are dropped
 * @param noNewPrivileges whether no program in it can gain privileges its parent does not have
 * @param user user, or user and group, it runs as, such as {@code 1000:1000}; null for what the image says
 */
public record ContainerSecurity(
    boolean readOnlyRoot,
    Map<String, Long> temporaryFolders,
    Set<String> capabilities,
    boolean noNewPrivileges,
    @Nullable String user) {

  /** Nothing can be written but 64 MiB in {@code /tmp}, no capability, no new privileges, the image's user. */
  public static final ContainerSecurity DEFAULT =
      new ContainerSecurity(true, Map.of("/tmp", 64L << 20), Set.of(), true, null);

  private static final Pattern CAPABILITY = Pattern.compile("[A-Z][A-Z_]{1,39}");
  private static final Pattern USER =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?");

  /** Copies the collections, keeping their order. */
  public ContainerSecurity {
    temporaryFolders = Collections.unmodifiableMap(new LinkedHashMap<>(temporaryFolders));
    capabilities = Collections.unmodifiableSet(new LinkedHashSet<>(capabilities));
  }

  /** The user it runs as, if it is not the image's. */
  public Optional<String> declaredUser() {
    return Optional.ofNullable(user);
  }

  void check(String field, List<Problem> problems) {
    temporaryFolders.forEach((folder, bytes) -> {
      String name = field + ".temporaryFolders." + folder;
      if (!folder.startsWith("/") || folder.equals("/") || folder.matches("(?s).*[,:\\x00].*")) {
        problems.add(new Problem(
            name, "must be an absolute path other than /", Problem.Code.INVALID_FORMAT));
      }
      Ranges.check(name, bytes, 4096, 64L << 30, problems);
    });
    for (String capability : capabilities) {
      if (!CAPABILITY.matcher(capability).matches() || capability.startsWith("CAP_")) {
        problems.add(new Problem(
            field + ".capabilities",
            "must be names of capabilities in capitals without CAP_, such as NET_BIND_SERVICE",
            Problem.Code.INVALID_FORMAT));
        break;
      }
    }
    if (user != null && !USER.matcher(user).matches()) {
      problems.add(new Problem(
          field + ".user", "must have the form user or user:group", Problem.Code.INVALID_FORMAT));
    }
  }

  /** What of it is less safe than the default, by field. */
  List<String> loosened(String field) {
    var loosened = new ArrayList<String>();
    if (!readOnlyRoot) {
      loosened.add(field + ".readOnlyRoot");
    }
    if (!capabilities.isEmpty()) {
      loosened.add(field + ".capabilities");
    }
    if (!noNewPrivileges) {
      loosened.add(field + ".noNewPrivileges");
    }
    return loosened;
  }
}
