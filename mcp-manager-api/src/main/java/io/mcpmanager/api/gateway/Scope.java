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

  /** {@code all}, or {@code server:NAME}. */
  default String text() {
    return switch (this) {
      case All ignored -> "all";
      case OneServer one -> "server:" + one.name();
    };
  }
}
