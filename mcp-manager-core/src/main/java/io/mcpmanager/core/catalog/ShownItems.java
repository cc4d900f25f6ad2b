package io.mcpmanager.core.catalog;

import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves out of lists what somebody is not to see. */
public final class ShownItems {

  private static final byte[] SEVERAL = {'0'};
  private static final Logger LOG = LoggerFactory.getLogger(ShownItems.class);

  /** What a policy is asked about an item of a list. */
  static Target target(Server server, ListKind kind, String key) {
    return new Target(
        server.id(),
        server.name(),
        switch (kind) {
          case TOOLS -> Target.Kind.TOOL;
          case PROMPTS -> Target.Kind.PROMPT;
          case RESOURCES, TEMPLATES -> Target.Kind.RESOURCE;
        },
        key,
        "");
  }

  /** Whether an item is shown; one about which the policy has no answer is not. */
  static boolean isShown(Predicate<Target> filter, Target target) {
    try {
      return filter.test(target);
    } catch (RuntimeException | LinkageError e) {
      LOG.atWarn().setCause(e).log("whether a list shows an item could not be decided");
      return false;
    }
  }

  /** A server's answer to a request for a list, without the items that the filter does not show. */
  public static Envelope of(
      Envelope answer, String method, Server server, Predicate<Target> filter) {
    Optional<ListKind> kind = ListKind.of(method);
    if (kind.isEmpty() || filter.equals(AccessPolicy.ALL)) {
      return answer;
    }
    byte[] bytes = answer.bytes();
    Optional<Span> items = answer
        .span(Member.RESULT)
        .flatMap(result -> JsonText.member(bytes, result, kind.get().member()))
        .filter(span -> bytes[span.start()] == '[');
    return items
        .map(span -> Envelope.read(Splice.of(answer)
            .replace(span, shown(bytes, span, kind.get(), server, filter))
            .apply(answer.span(Member.MESSAGE).orElseThrow())))
        .orElse(answer);
  }

  /** The tools in a server's answer, as it wrote them, by name; what stands for several of one name is none of them. */
  public static Map<String, byte[]> tools(Envelope answer) {
    byte[] bytes = answer.bytes();
    Optional<Span> items = answer
        .span(Member.RESULT)
        .flatMap(result -> JsonText.member(bytes, result, ListKind.TOOLS.member()))
        .filter(span -> bytes[span.start()] == '[');
    var tools = new LinkedHashMap<String, byte[]>();
    if (items.isPresent()) {
      var cursor = new ArrayCursor(bytes, items.get());
      while (cursor.next()) {
        Span item = cursor.element();
        tools.merge(
            key(bytes, item, ListKind.TOOLS), item.copyFrom(bytes), (one, other) -> SEVERAL);
      }
    }
    return tools;
  }

  private static String key(byte[] bytes, Span item, ListKind kind) {
    return JsonText.member(bytes, item, kind.keyName())
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> JsonText.decode(bytes, span))
        .orElse("");
  }

  private static byte[] shown(
      byte[] bytes, Span items, ListKind kind, Server server, Predicate<Target> filter) {
    var shown = new ByteArrayOutputStream(items.length());
    shown.write('[');
    var cursor = new ArrayCursor(bytes, items);
    while (cursor.next()) {
      Span item = cursor.element();
      String key = key(bytes, item, kind);
      if (isShown(filter, target(server, kind, key))) {
        if (shown.size() > 1) {
          shown.write(',');
        }
        shown.write(bytes, item.start(), item.length());
      }
    }
    shown.write(']');
    return shown.toByteArray();
  }

  private ShownItems() {}
}
