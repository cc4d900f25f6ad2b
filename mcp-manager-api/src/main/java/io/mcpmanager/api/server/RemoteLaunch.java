package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An MCP server reached over HTTP.
 *
 * @param url its MCP endpoint
 * @param headers sent with every request, for example credentials; values are never logged
 * @param transport how it is spoken to
 */
public record RemoteLaunch(URI url, Map<String, String> headers, RemoteTransport transport)
    implements Launch {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Set<String> RESERVED = Set.of(
      "accept",
      "connection",
      "content-length",
      "content-type",
      "host",
      "last-event-id",
      "transfer-encoding",
      "upgrade");

  /** Copies the headers, keeping their order. */
  public RemoteLaunch {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** A server that is reached over Streamable HTTP. */
  public RemoteLaunch(URI url, Map<String, String> headers) {
    this(url, headers, RemoteTransport.STREAMABLE_HTTP);
  }

  /** A server at {@code url} that needs no headers. */
  public static RemoteLaunch of(URI url) {
    return new RemoteLaunch(url, Map.of());
  }

  @Override
  public LaunchKind kind() {
    return LaunchKind.REMOTE;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    HttpUrls.check("url", url, problems);
    headers.forEach((name, value) -> {
      String field = "headers." + name;
      String lower = name.toLowerCase(Locale.ROOT);
      if (!TOKEN.matcher(name).matches()) {
        problems.add(
            new Problem(field, "is not the name of an HTTP header", Problem.Code.INVALID_FORMAT));
      } else if (RESERVED.contains(lower) || lower.startsWith("mcp-")) {
        problems.add(new Problem(field, "is set by the manager itself", Problem.Code.NOT_ALLOWED));
      } else if (!value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7f && c <= 0xff))) {
        problems.add(new Problem(
            field,
            "has a value with characters not allowed in a header",
            Problem.Code.INVALID_FORMAT));
      }
    });
    return problems;
  }

  /** Shows scheme, host and path only: headers and query may hold secrets. */
  @Override
  public String toString() {
    return "RemoteLaunch[url=" + HttpUrls.withoutSecrets(url) + ", " + headers.size()
        + " headers, transport=" + transport.text() + "]";
  }
}
