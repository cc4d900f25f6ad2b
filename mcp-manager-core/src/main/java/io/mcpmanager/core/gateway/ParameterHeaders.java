package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.gateway.RequestHeaders;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.catalog.Catalog;
import io.mcpmanager.core.catalog.CatalogEntry;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.core.catalog.MergedCatalog;
import io.mcpmanager.core.translation.HeaderParameter;
import io.mcpmanager.core.translation.HeaderParameters;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks that the headers of a tool call repeat the arguments that the tool's input schema marks with {@code
 * x-mcp-header}. Thread-safe.
 */
final class ParameterHeaders {

  private static final String PREFIX = "Mcp-Param-";

  /** The tools of a server that mark anything, as of one reading of its lists. */
  private record Marked(Catalog catalog, Map<String, List<HeaderParameter>> tools) {}

  private final Fleet fleet;
  private final Map<ServerId, Marked> marked = new ConcurrentHashMap<>();

  ParameterHeaders(Fleet fleet) {
    this.fleet = fleet;
  }

  /**
   * Compares.
   *
   * @throws Refused if a header is missing or says something else than its argument
   */
  void check(View view, Envelope request, RequestHeaders headers) {
    Optional<MergedCatalog.Route> tool = request.text(Member.NAME).flatMap(view::tool);
    if (tool.isEmpty()) {
      return;
    }
    for (HeaderParameter parameter : of(tool.get())) {
      compare(request, parameter, headers);
    }
  }

  private List<HeaderParameter> of(MergedCatalog.Route tool) {
    Catalog catalog = fleet.catalog(tool.server());
    Marked known = marked.get(tool.server());
    if (known == null || known.catalog() != catalog) {
      known = read(catalog);
      marked.put(tool.server(), known);
    }
    return known.tools().getOrDefault(tool.name(), List.of());
  }

  private static Marked read(Catalog catalog) {
    Map<String, List<HeaderParameter>> tools = new HashMap<>();
    for (CatalogEntry entry : catalog.list(ListKind.TOOLS)) {
      byte[] json = entry.json();
      JsonText.member(json, new Span(0, json.length), "inputSchema")
          .flatMap(schema -> HeaderParameters.read(json, schema))
          .filter(parameters -> !parameters.isEmpty())
          .ifPresent(parameters -> tools.put(entry.key(), parameters));
    }
    return new Marked(catalog, tools);
  }

  private static void compare(Envelope request, HeaderParameter parameter, RequestHeaders headers) {
    String header = PREFIX + parameter.name();
    byte[] bytes = request.bytes();
    Optional<Span> argument = request.span(Member.ARGUMENTS);
    for (String name : parameter.path()) {
      argument = argument.flatMap(object -> JsonText.member(bytes, object, name));
    }
    Optional<Span> value = argument.filter(span -> bytes[span.start()] != 'n');
    Optional<String> given = StandardHeaders.decoded(headers, header);
    if (value.isPresent() && given.isEmpty()) {
      throw StandardHeaders.missing(header);
    }
    if (given.isPresent() && !(value.isPresent() && says(given.get(), bytes, value.get()))) {
      throw StandardHeaders.differs(header);
    }
  }

  private static boolean says(String header, byte[] bytes, Span value) {
    if (JsonText.isString(bytes, value)) {
      return header.equals(JsonText.decode(bytes, value));
    }
    String text = new String(bytes, value.start(), value.length(), UTF_8);
    if (header.equals(text)) {
      return true;
    }
    try {
      // bounded, as a number with a huge exponent takes long to compare
      return header.length() <= 40
          && text.length() <= 40
          && !header.matches(".*[eE].*")
          && !text.matches(".*[eE].*")
          && new BigDecimal(header).compareTo(new BigDecimal(text)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
