package io.mcpmanager.server;

/** The version of the program. */
public final class Version {

  /** As the jar says; {@code development} when it runs from class files. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private Version() {}
}
