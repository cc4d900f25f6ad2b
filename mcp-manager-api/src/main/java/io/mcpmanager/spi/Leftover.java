package io.mcpmanager.spi;

import io.mcpmanager.api.server.ServerId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of an instance that an earlier life of the manager had launched.
 *
 * @param token the token it was launched with
 * @param server whose instance it was, or null if nothing tells
 * @param processes number of processes that were found of it
 * @param outcome what became of it
 */
public record Leftover(String token, @Nullable ServerId server, int processes, Outcome outcome) {

  /** What can become of a leftover. */
  public enum Outcome {
    /** Nothing of it was there any more. */
    GONE,
    /** It was found and has been ended. */
    ENDED,
    /** It goes on; the next launch with its token takes it over. */
    ADOPTED,
    /** It was found, and could not be ended yet. */
    ALIVE
  }

  /** Checks what must be given. */
  public Leftover {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(outcome, "outcome");
  }

  /** Whose instance it was, if something tells. */
  public Optional<ServerId> owner() {
    return Optional.ofNullable(server);
  }
}
