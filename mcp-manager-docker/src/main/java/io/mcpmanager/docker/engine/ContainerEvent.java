package io.mcpmanager.docker.engine;

import java.util.Map;

/**
 * Something that happened to a container, as the engine tells it.
 *
 * @param containerId full id of the container
 * @param kind what happened
 * @param action the engine's own word for it, such as {@code health_status: healthy}
 * @param attributes what it says besides: labels, image, name, and {@code exitCode} of one that died; may be empty
 */
public record ContainerEvent(
    String containerId, Kind kind, String action, Map<String, String> attributes) {

  /** What can happen. */
  public enum Kind {
    /** It runs. */
    STARTED,
    /** The engine's view of how well it is changed. */
    HEALTH,
    /** It wanted more memory than it may have; what was killed in it may be all of it. */
    OUT_OF_MEMORY,
    /** It was frozen. */
    PAUSED,
    /** It goes on after having been frozen. */
    UNPAUSED,
    /** Its program has ended. */
    DIED,
    /** It is no more. */
    REMOVED,
    /** Anything else. */
    OTHER;

    /** What an engine's word means; Docker's and Podman's are alike but not the same. */
    public static Kind of(String action) {
      int colon = action.indexOf(':');
      return switch (colon < 0 ? action : action.substring(0, colon)) {
        case "start" -> STARTED;
        case "health_status" -> HEALTH;
        case "oom" -> OUT_OF_MEMORY;
        case "pause" -> PAUSED;
        case "unpause" -> UNPAUSED;
        case "die", "died" -> DIED;
        case "destroy", "remove" -> REMOVED;
        default -> OTHER;
      };
    }
  }

  /** Copies the attributes. */
  public ContainerEvent {
    attributes = Map.copyOf(attributes);
  }
}
