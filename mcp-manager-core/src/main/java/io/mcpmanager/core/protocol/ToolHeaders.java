package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.translation.HeaderParameter;
import io.mcpmanager.core.translation.HeaderParameters;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.ItemReader;
import io.mcpmanager.core.wire.JsonSyntaxException;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which arguments of which tools are repeated in headers, as the server's lists of tools say. Thread-safe. */
public final class ToolHeaders {

  private static final String PREFIX = "Mcp-Param-";

  private final Map<String, List<HeaderParameter>> marked = new ConcurrentHashMap<>();

  /** Learns from a page of {@code tools/list}. */
  public void learn(Envelope answer) {
    Optional<Span> result = answer.span(Member.RESULT);
    if (result.isEmpty()) {
      return;
    }
    byte[] bytes = answer.bytes();
    ItemReader.Page page;
    try {
      page = ItemReader.read(bytes, result.get(), "tools");
    } catch (JsonSyntaxException e) {
      return; // whoever wanted the list will say so
    }
    for (ItemReader.Item tool : page.items()) {
      ItemReader.Text name = tool.name();
      if (name != null) {
        List<HeaderParameter> found = JsonText.member(bytes, tool.raw(), "inputSchema")
            .flatMap(schema -> HeaderParameters.read(bytes, schema))
            .orElse(List.of());
        if (found.isEmpty()) {
          marked.remove(name.value());
        } else {
          marked.put(name.value(), found);
        }
      }
    }
  }

  /** Adds the headers that a call of a tool needs. */
  public void addTo(Map<String, String> headers, String tool, Envelope call) {
    List<HeaderParameter> parameters = marked.get(tool);
    Optional<Span> arguments = call.span(Member.ARGUMENTS);
    if (parameters == null || arguments.isEmpty()) {
      return;
    }
    for (HeaderParameter parameter : parameters) {
      value(call.bytes(), arguments, parameter)
          .ifPresent(value -> headers.put(PREFIX + parameter.name(), HeaderText.of(value)));
    }
  }

  private static Optional<String> value(
      byte[] bytes, Optional<Span> arguments, HeaderParameter parameter) {
    Optional<Span> found = arguments;
    for (String name : parameter.path()) {
      found = found.flatMap(object -> JsonText.member(bytes, object, name));
    }
    return found.flatMap(span -> text(bytes, span, parameter.type()));
  }

  /** The value as a header has it; empty if it is none of that type, which the server then will say. */
  private static Optional<String> text(byte[] bytes, Span value, String type) {
    if (type.equals("string")) {
      return JsonText.isString(bytes, value)
          ? Optional.of(JsonText.decode(bytes, value))
          : Optional.empty();
    }
    String raw = new String(bytes, value.start(), value.length(), UTF_8);
    if (type.equals("boolean")) {
      return raw.equals("true") || raw.equals("false") ? Optional.of(raw) : Optional.empty();
    }
    try {
      // 3.0 and 3e0 are the integer 3; what has more digits than any integer is none
      var number = new BigDecimal(raw);
      return number.precision() - (long) number.scale() > 20
          ? Optional.empty()
          : Optional.of(number.setScale(0).toPlainString());
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
