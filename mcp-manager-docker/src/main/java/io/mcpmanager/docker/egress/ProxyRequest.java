package io.mcpmanager.docker.egress;

import io.mcpmanager.docker.egress.ProxyHead.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a container asks the egress proxy for: a tunnel, or one plain HTTP request.
 *
 * @param target where to
 * @param tunnel whether everything that follows goes there as it is
 * @param line the request line as the target is to see it; empty for a tunnel
 * @param fields what the target is to see of the fields
 * @param body length of the body in bytes, or {@link #CHUNKED}
 */
record ProxyRequest(
    EgressTarget target, boolean tunnel, String line, List<Field> fields, long body) {

  /** The body comes in chunks. */
  static final long CHUNKED = -1;

  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Pattern VERSION = Pattern.compile("HTTP/1\\.[01]");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final String SCHEME = "http://";

  /** Fields that are between the container and the proxy. The target gets the proxy's own, where it needs any. */
  private static final Set<String> HOP = Set.of(
      "connection",
      "host",
      "keep-alive",
      "proxy-authenticate",
      "proxy-authorization",
      "proxy-connection",
      "te",
      "trailer",
      "transfer-encoding",
      "upgrade");

  /** Fields without which a message would be read otherwise. */
  private static final Set<String> FRAMING = Set.of("content-length", "host", "transfer-encoding");

  /**
   * Understands a request.
   *
   * @throws EgressRefusal if it is malformed, or names two hosts
   */
  static ProxyRequest of(ProxyHead head) {
    String[] parts = head.first().split(" ", -1);
    if (parts.length != 3
        || !METHOD.matcher(parts[0]).matches()
        || !VERSION.matcher(parts[2]).matches()) {
      throw EgressRefusal.malformed("the request line is malformed");
    }
    if (parts[0].equals("CONNECT")) {
      EgressTarget target = EgressTarget.parse(parts[1], 0);
      requireSameHost(head, target, target.port());
      return new ProxyRequest(target, true, "", List.of(), 0);
    }
    return plain(parts[0], parts[1], head);
  }

  private static ProxyRequest plain(String method, String uri, ProxyHead head) {
    if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw EgressRefusal.malformed(
          "the request line has neither an http:// URL nor the method CONNECT");
    }
    String rest = uri.substring(SCHEME.length());
    int end = endOfAuthority(rest);
    EgressTarget target = EgressTarget.parse(rest.substring(0, end), 80);
    requireSameHost(head, target, 80);
    String path = rest.substring(end);
    if (path.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '#' || c == '\\')) {
      throw EgressRefusal.malformed("the URL's path has a character that does not belong there");
    }
    String line = method + " " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1";
    return new ProxyRequest(target, false, line, forwarded(head, target), bodyOf(head));
  }

  private static int endOfAuthority(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      if ("/?#\\".indexOf(rest.charAt(i)) >= 0) {
        return i;
      }
    }
    return rest.length();
  }

  /** A Host field that names another host asks a server for what is not allowed there. */
  private static void requireSameHost(ProxyHead head, EgressTarget target, int defaultPort) {
    List<String> hosts = head.values("host");
    if (hosts.size() > 1) {
      throw EgressRefusal.malformed("the request has more than one Host field");
    }
    if (!hosts.isEmpty() && !EgressTarget.parse(hosts.getFirst(), defaultPort).equals(target)) {
      throw EgressRefusal.malformed(
          "the request for " + target + " names another host in its Host field");
    }
  }

  private static List<Field> forwarded(ProxyHead head, EgressTarget target) {
    Set<String> listed = head.values("connection").stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
    if (listed.stream().anyMatch(FRAMING::contains)) {
      throw EgressRefusal.malformed("the request's Connection field lists what can't be left out");
    }
    var fields = new ArrayList<Field>();
    fields.add(new Field(
        "Host", target.port() == 80 ? target.host() : target.host() + ":" + target.port()));
    for (Field field : head.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!HOP.contains(name) && !listed.contains(name)) {
        fields.add(field);
      }
    }
    if (!head.values("transfer-encoding").isEmpty()) {
      fields.add(new Field("Transfer-Encoding", "chunked"));
    }
    fields.add(new Field("Connection", "close"));
    return List.copyOf(fields);
  }

  /**
   * What the container is to see of an answer's fields.
   *
   * @param interim whether another answer follows
   */
  static List<Field> answered(ProxyHead head, boolean interim) {
    var fields = new ArrayList<Field>();
    for (Field field : head.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      // the body goes on as it comes, and so does what says how it is to be read
      if (!HOP.contains(name) || name.equals("transfer-encoding") || name.equals("trailer")) {
        fields.add(field);
      }
    }
    if (!interim) {
      fields.add(new Field("Connection", "close"));
    }
    return List.copyOf(fields);
  }

  private static long bodyOf(ProxyHead head) {
    List<String> encodings = head.values("transfer-encoding");
    List<String> lengths = head.values("content-length");
    if (encodings.isEmpty() && lengths.isEmpty()) {
      return 0;
    }
    if (encodings.isEmpty()
        && lengths.size() == 1
        && LENGTH.matcher(lengths.getFirst()).matches()) {
      return Long.parseLong(lengths.getFirst());
    }
    if (lengths.isEmpty()
        && encodings.size() == 1
        && encodings.getFirst().equalsIgnoreCase("chunked")
        && head.first().endsWith("1.1")) {
      return CHUNKED;
    }
    throw EgressRefusal.malformed("it can't be told for sure how long the request's body is");
  }
}
