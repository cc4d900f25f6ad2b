package io.mcpmanager.spi;

import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.Launch;
import java.util.Objects;

/**
 * What a launch needs is present.
 *
 * @param installed the package that is
 * @param launch what to launch instead of what the definition says: the installed program itself
 * @param fresh whether it was installed just now; otherwise it had been there
 */
public record Installation(InstalledPackage installed, Launch launch, boolean fresh) {

  /** Checks what must be given. */
  public Installation {
    Objects.requireNonNull(installed, "installed");
    Objects.requireNonNull(launch, "launch");
  }
}
