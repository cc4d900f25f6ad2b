package io.mcpmanager.docker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which limits of containers the engine can keep; an old kernel, or an engine that runs without root, may not have them
 * all. Asked once until the engine has been away. Thread-safe.
 */
public final class EngineLimits {

  private static final Logger LOG = LoggerFactory.getLogger(EngineLimits.class);

  /**
   * What is kept.
   *
   * @param memory whether the memory is bounded
   * @param swap whether swap is
   * @param cpus whether the processors are; else the engine refuses to hear of them
   * @param processes whether the number of processes is
   */
  public record Kept(boolean memory, boolean swap, boolean cpus, boolean processes) {

    static final Kept ALL = new Kept(true, true, true, true);

    /** The fields of a launch that are not enforced. */
    public List<String> notEnforced() {
      var fields = new ArrayList<String>();
      if (!memory || !swap) {
        fields.add("limits.memoryBytes");
      }
      if (!cpus) {
        fields.add("limits.cpus");
      }
      if (!processes) {
        fields.add("limits.processes");
      }
      return fields;
    }
  }

  private final Supplier<JsonNode> info;
  private volatile @Nullable EngineTraits known;

  /**
   * Limits of an engine.
   *
   * @param info what the engine says of itself
   */
  public EngineLimits(Supplier<JsonNode> info) {
    this.info = info;
  }

  /** What the engine keeps; everything if it does not say. */
  public Kept kept() {
    return traits().kept();
  }

  /** Whether the engine runs without root, as far as it says. */
  public boolean rootless() {
    return traits().rootless();
  }

  /** Whether the engine can tell what a container takes; else it tells what all of its user's programs do. */
  public boolean measures() {
    return !rootless() || kept().memory();
  }

  private EngineTraits traits() {
    EngineTraits before = known;
    if (before != null) {
      return before;
    }
    try {
      EngineTraits traits = EngineTraits.of(info.get());
      known = traits;
      return traits;
    } catch (RuntimeException e) {
      LOG.atDebug().setCause(e).log("an engine did not say which limits it keeps");
      return EngineTraits.USUAL;
    }
  }

  /** The engine may be another one from now on. */
  public void forget() {
    known = null;
  }
}
