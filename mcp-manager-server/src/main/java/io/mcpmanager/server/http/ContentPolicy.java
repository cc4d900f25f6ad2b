package io.mcpmanager.server.http;

/** What a browser may do with an answer (Content Security Policy, level 3): nothing of others, nothing written inline. */
public final class ContentPolicy {

  /** The policy of an answer that has no script written inline. */
  public static final String STRICT = of("");

  private ContentPolicy() {}

  /**
   * The policy of a page that has one script written inline.
   *
   * @param script the script's hash as the policy writes it, {@code sha256-...}
   */
  public static String allowing(String script) {
    return of(" '" + script + "'");
  }

  private static String of(String scripts) {
    return "default-src 'none'; script-src 'self'" + scripts
        + "; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'";
  }
}
