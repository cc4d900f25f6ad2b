package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.List;

/** How a definition comes to life. */
public sealed interface Launch permits ProcessLaunch, ContainerLaunch, RemoteLaunch {

  /** The kind of launch. */
  LaunchKind kind();

  /** Everything that is wrong with the values themselves, with fields relative to the launch; empty if nothing is. */
  List<Problem> problems();
}
