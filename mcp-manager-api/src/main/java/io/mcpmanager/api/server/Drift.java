package io.mcpmanager.api.server;

/** How what is observed of a server differs from what is desired, with nothing under way that would change it. */
public enum Drift {
  /** It should run, but does not. */
  NOT_RUNNING("should run but does not: it is started"),
  /** Its instance is gone, and nobody was told. */
  EXIT_MISSED("its instance is gone although nothing said so: it is taken as ended"),
  /** An instance is alive that should have ended. */
  NOT_ENDED("an instance is alive that should have ended: it is ended");

  private final String description;

  Drift(String description) {
    this.description = description;
  }

  /** The difference and what is done about it, for people. */
  public String description() {
    return description;
  }
}
