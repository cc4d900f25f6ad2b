package io.mcpmanager.core.translation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which arguments of a tool its input schema marks with {@code x-mcp-header}. */
public final class HeaderParameters {

  private static final String MARK = "x-mcp-header";
  private static final byte[] MARK_BYTES = MARK.getBytes(US_ASCII);
  private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
  private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";

  /** What the schema marks; empty if a mark breaks the rules, so that the tool can't be used over HTTP. */
  public static Optional<List<HeaderParameter>> read(byte[] inputSchema) {
    return read(inputSchema, Bytes.whole(inputSchema));
  }

  /** As {@link #read(byte[])}, of a schema that is a part of the array. */
  public static Optional<List<HeaderParameter>> read(byte[] bytes, Span inputSchema) {
    if (!isThere(bytes, inputSchema)) {
      return Optional.of(List.of());
    }
    var marks = new Marks(bytes);
    return marks.walk(inputSchema) && marks.good
        ? Optional.of(List.copyOf(marks.found))
        : Optional.empty();
  }

  private static boolean isThere(byte[] bytes, Span part) {
    int last = part.end() - MARK_BYTES.length;
    for (int i = part.start(); i <= last; i++) {
      if (bytes[i] == MARK_BYTES[0]
          && Arrays.equals(bytes, i, i + MARK_BYTES.length, MARK_BYTES, 0, MARK_BYTES.length)) {
        return true;
      }
    }
    return false;
  }

  private static final class Marks extends SchemaWalk {

    private final List<HeaderParameter> found = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private boolean good = true;

    Marks(byte[] bytes) {
      super(bytes);
    }

    @Override
    boolean look(Span schema, @Nullable List<String> path) {
      Optional<Span> mark = JsonText.member(bytes, schema, MARK);
      if (mark.isPresent()) {
        String name =
            JsonText.isString(bytes, mark.get()) ? JsonText.decode(bytes, mark.get()) : "";
        String type = Bytes.string(bytes, schema, "type").orElse("");
        if (path == null
            || path.isEmpty()
            || !name.matches(TOKEN)
            || !TYPES.contains(type)
            || !names.add(name.toLowerCase(Locale.ROOT))) {
          good = false;
        } else {
          found.add(new HeaderParameter(name, path, type));
        }
      }
      return good;
    }
  }

  private HeaderParameters() {}
}
