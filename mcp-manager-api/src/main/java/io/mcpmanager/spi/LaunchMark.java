package io.mcpmanager.spi;

import java.util.Objects;

/**
 * What tells an instance from all others, also once the manager that launched it is gone. A runtime puts it where
 * everything that the instance starts inherits it, such as the environment.
 *
 * @param managerId id of the manager, the same in all its lives; see {@link io.mcpmanager.spi.store.Store#id}
 * @param token names one launch; never given before
 */
public record LaunchMark(String managerId, String token) {

  /** Checks what must be given. */
  public LaunchMark {
    Objects.requireNonNull(managerId, "managerId");
    Objects.requireNonNull(token, "token");
  }
}
