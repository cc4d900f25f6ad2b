package io.mcpmanager;

/** The version of the library, as it introduces itself to servers and clients. */
final class Version {

  /** Kept equal to the version of the build by a test. */
  static final String TEXT = "0.1.0-SNAPSHOT";

  private Version() {}
}
