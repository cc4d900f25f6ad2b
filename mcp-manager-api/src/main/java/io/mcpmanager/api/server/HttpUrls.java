package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.net.URI;
import java.util.List;

/** The one check of URLs that the manager connects to. */
final class HttpUrls {

  static void check(String field, URI url, List<Problem> problems) {
    String scheme = url.getScheme();
    if (scheme == null || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
      problems.add(new Problem(field, "must be an http or https URL", Problem.Code.INVALID_FORMAT));
    } else if (url.getHost() == null) {
      problems.add(new Problem(field, "must name a host", Problem.Code.INVALID_FORMAT));
    } else if (url.getPort() == 0 || url.getPort() > 65_535) {
      problems.add(
          new Problem(field, "must have a port from 1 to 65535", Problem.Code.OUT_OF_RANGE));
    } else if (url.getRawUserInfo() != null) {
      problems.add(new Problem(
          field, "must not carry a user name or password; use headers", Problem.Code.NOT_ALLOWED));
    } else if (url.getRawFragment() != null) {
      problems.add(new Problem(field, "must not have a fragment", Problem.Code.NOT_ALLOWED));
    }
  }

  /** The URL without user, password, query and fragment, for texts that people read. */
  static String withoutSecrets(URI url) {
    if (url.getHost() == null) {
      return "(" + url.getScheme() + " URL without a host)";
    }
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
  }

  private HttpUrls() {}
}
