package io.mcpmanager.api.server;

import java.util.Objects;

/** Something that can be asked of one server. Commands on one server are carried out one after the other. */
public sealed interface ServerCommand {

  /** Start it, if it is enabled. A no-op when it is starting or running. */
  record Start() implements ServerCommand {}

  /** Stop it. A no-op when it is stopped. */
  record Stop() implements ServerCommand {}

  /** Stop it if it runs, and start it. */
  record Restart() implements ServerCommand {}

  /** Stop it if it runs, and keep it out of service until it leaves maintenance. */
  record EnterMaintenance() implements ServerCommand {}

  /** Put it back into service: stopped, to be started by a command. */
  record LeaveMaintenance() implements ServerCommand {}

  /** Allow it to be started. */
  record Enable() implements ServerCommand {}

  /** Stop it if it runs, and keep it from being started. */
  record Disable() implements ServerCommand {}

  /**
   * Give it another definition. A running instance whose launch changed is restarted.
   *
   * @param definition the whole new definition
   * @param expectedRevision the revision it is based on; the command is refused if it is no longer the present one
   */
  record Reconfigure(ServerDefinition definition, long expectedRevision) implements ServerCommand {
    /** Checks that the definition is given. */
    public Reconfigure {
      Objects.requireNonNull(definition, "definition");
    }
  }

  /** Stop it if it runs, and delete it with its log. */
  record Delete() implements ServerCommand {}

  /** The command's stable name, such as {@code start} or {@code enter-maintenance}. */
  default String text() {
    return switch (this) {
      case Start ignored -> "start";
      case Stop ignored -> "stop";
      case Restart ignored -> "restart";
      case EnterMaintenance ignored -> "enter-maintenance";
      case LeaveMaintenance ignored -> "leave-maintenance";
      case Enable ignored -> "enable";
      case Disable ignored -> "disable";
      case Reconfigure ignored -> "reconfigure";
      case Delete ignored -> "delete";
    };
  }
}
