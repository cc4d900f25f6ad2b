package io.mcpmanager.docker.usage;

import io.mcpmanager.api.server.ResourceUsage;
import java.util.Optional;

/** Knows what containers take of the machine. Thread-safe; never blocks. */
public interface UsageSource {

  /** From now on this container is looked at. */
  void watch(String containerId);

  /** It is not looked at any more. */
  void forget(String containerId);

  /** What it takes, as read lately, if that is known. */
  Optional<ResourceUsage> usage(String containerId);
}
