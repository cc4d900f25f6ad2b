package io.mcpmanager.api.server;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The observed state of a server with the data that belongs to that state. */
public sealed interface ServerStatus {

  /** The state without its data. */
  ServerState state();

  /** When this state was entered. */
  Instant since();

  /** Not running and not meant to be. */
  record Stopped(Instant since) implements ServerStatus {
    @Override
    public ServerState state() {
      return ServerState.STOPPED;
    }
  }

  /**
   * An instance is coming up.
   *
   * @param generation number of this life of the server, counted from 1
   * @param phase how far it has come: {@link Phase#INSTALL}, {@link Phase#LAUNCH}, {@link Phase#HANDSHAKE} or
   *     {@link Phase#LISTING}
   */
  record Starting(Instant since, long generation, Phase phase) implements ServerStatus {
    @Override
    public ServerState state() {
      return ServerState.STARTING;
    }
  }

  /**
   * An instance answers.
   *
   * @param generation number of this life of the server, counted from 1
   */
  record Running(Instant since, long generation) implements ServerStatus {
    @Override
    public ServerState state() {
      return ServerState.RUNNING;
    }
  }

  /**
   * The instance is being ended.
   *
   * @param generation number of this life of the server, counted from 1
   * @param next where the server goes once it has ended
   */
  record Stopping(Instant since, long generation, AfterStop next) implements ServerStatus {
    @Override
    public ServerState state() {
      return ServerState.STOPPING;
    }
  }

  /**
   * It should run but does not.
   *
   * @param failure why
   * @param nextStart when it is started again, or null if it is not
   */
  record InError(Instant since, Failure failure, @Nullable Instant nextStart)
      implements ServerStatus {
    @Override
    public ServerState state() {
      return ServerState.ERROR;
    }

    /** When it is started again, if it is. */
    public Optional<Instant> retryAt() {
      return Optional.ofNullable(nextStart);
    }
  }

  /** Taken out of service on purpose. */
  record Maintenance(Instant since) implements ServerStatus {
    @Override
    public ServerState state() {
      return ServerState.MAINTENANCE;
    }
  }

  /** Where a server goes once its instance has ended. */
  enum AfterStop {
    /** It stays stopped. */
    STAY_STOPPED,
    /** It is started again. */
    START_AGAIN,
    /** It goes into maintenance. */
    ENTER_MAINTENANCE,
    /** It is deleted. */
    DELETE
  }
}
