package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A TCP port of a container that can be reached on the engine's machine.
 *
 * @param containerPort port in the container; 1 to 65535
 * @param hostPort port on the machine; 1 to 65535, or 0 for any free one
 * @param hostAddress address on the machine at which it can be reached; other machines get there only if this is not
 *     the loopback address
 */
public record PortBinding(int containerPort, int hostPort, String hostAddress) {

  /** The address that only this machine reaches. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:]{2,39}");

  /** Checks what must be given. */
  public PortBinding {
    Objects.requireNonNull(hostAddress, "hostAddress");
  }

  /** A port that only this machine reaches. */
  public static PortBinding loopback(int containerPort, int hostPort) {
    return new PortBinding(containerPort, hostPort, LOOPBACK);
  }

  /** Whether other machines may reach it. */
  public boolean isOpen() {
    return !hostAddress.startsWith("127.") && !hostAddress.equals("::1");
  }

  void check(String field, List<Problem> problems) {
    Ranges.check(field + ".containerPort", containerPort, 1, 65_535, problems);
    Ranges.check(field + ".hostPort", hostPort, 0, 65_535, problems);
    if (!ADDRESS.matcher(hostAddress).matches()) {
      problems.add(new Problem(
          field + ".hostAddress", "must be an IP address", Problem.Code.INVALID_FORMAT));
    }
  }
}
