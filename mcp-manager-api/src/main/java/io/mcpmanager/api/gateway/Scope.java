package io.mcpmanager.api.gateway;

/** What a client of the gateway sees. */
public sealed interface Scope {

  /** All servers merged, names prefixed. */
  record All() implements Scope {}

  /**
   * One server, untouched.
   *
   * @param name the server's name
   */
  record OneServer(String name) implements Scope {}

  /** All servers merged. */
  static Scope all() {
    return new All();
  }

  /** One server, untouched. */
  static Scope server(String name) {
    return new OneServer(name);
  }

  /**
   * Reads what {@link #text()} gives.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Scope parse(String text) {
    if (text.equals("all")) {
      return all();
    }
    if (text.startsWith("server:")) {
      return server(text.substring("server:".length()));
    }
    throw new IllegalArgumentException("a scope is all or server:NAME");
  }

  /** {@code all}, or {@code server:NAME}. */
  default String text() {
    return switch (this) {
      case All ignored -> "all";
      case OneServer one -> "server:" + one.name();
    };
  }
}
