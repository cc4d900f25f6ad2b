package io.mcpmanager.server.diagnostics;

import io.mcpmanager.spi.ManagerClock;
import java.nio.file.Path;

/**
 * What can be turned on at run time to see more.
 *
 * @param logLevels levels of the server's own log
 * @param recordings flight recordings
 */
public record Instruments(LogLevels logLevels, Recordings recordings) implements AutoCloseable {

  /** Instruments that keep recordings in the data folder. Nothing is created before it is used. */
  public static Instruments in(Path dataDirectory, ManagerClock clock) {
    return new Instruments(
        new LogLevels(clock), new Recordings(dataDirectory.resolve("recordings"), clock));
  }

  /** Ends what runs; log levels go back to what they were. */
  @Override
  public void close() {
    logLevels.close();
    recordings.close();
  }
}
