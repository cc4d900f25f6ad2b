package io.mcpmanager.api.bulk;

import io.mcpmanager.api.server.ServerCommand;
import java.util.Locale;

/** What can be asked of many servers at once. */
public enum BulkCommand {
  /** Start each; one that runs is left as it is. */
  START,
  /** Stop each; one that is stopped is left as it is. */
  STOP,
  /** Stop each that runs, and start it. */
  RESTART,
  /** Stop each that runs, and delete it with its log. */
  DELETE,
  /** Allow each to be started; one that is enabled is left as it is. */
  ENABLE,
  /** Stop each that runs, and keep it from being started; one that is disabled is left as it is. */
  DISABLE;

  /** The command that each server is given. */
  public ServerCommand command() {
    return switch (this) {
      case START -> new ServerCommand.Start();
      case STOP -> new ServerCommand.Stop();
      case RESTART -> new ServerCommand.Restart();
      case DELETE -> new ServerCommand.Delete();
      case ENABLE -> new ServerCommand.Enable();
      case DISABLE -> new ServerCommand.Disable();
    };
  }

  /** The stable name, such as {@code start}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
