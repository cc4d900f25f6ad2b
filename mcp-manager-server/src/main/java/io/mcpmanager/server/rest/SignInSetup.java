package io.mcpmanager.server.rest;

import io.mcpmanager.server.auth.SessionCookies;
import java.util.List;

/**
 * How people sign in.
 *
 * @param open whether nobody has to
 * @param providers who else vouches for people
 * @param cookies how sessions are carried
 */
public record SignInSetup(boolean open, List<Provider> providers, SessionCookies cookies) {

  /**
   * Somebody who vouches for people.
   *
   * @param name for people
   * @param path where signing in with them begins
   */
  public record Provider(String name, String path) {}

  /** Copies the list. */
  public SignInSetup {
    providers = List.copyOf(providers);
  }
}
