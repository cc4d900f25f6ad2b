package io.mcpmanager.api.access;

/**
 * Who acts.
 *
 * @param id stable identity, such as {@code user:ada} or {@code system}; appears in events and results
 * @param kind what sort of actor this is
 */
public record Principal(String id, Kind kind) {

  /** Sorts of actors. */
  public enum Kind {
    /** The manager itself or the host application it is embedded in. */
    SYSTEM,
    /** A person. */
    USER,
    /** A program with credentials of its own. */
    CLIENT,
    /** Somebody who has not said who they are. */
    ANONYMOUS
  }

  /** The manager itself or its host application. */
  public static final Principal SYSTEM = new Principal("system", Kind.SYSTEM);

  /** Refuses a blank id. */
  public Principal {
    if (id.isBlank()) {
      throw new IllegalArgumentException("id must not be blank");
    }
  }
}
