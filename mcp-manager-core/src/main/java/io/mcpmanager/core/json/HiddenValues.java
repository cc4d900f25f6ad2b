package io.mcpmanager.core.json;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a value that may be {@link DefinitionJson#HIDDEN} stands for. */
final class HiddenValues {

  /** Takes every value as it is. */
  static final HiddenValues LITERAL = new HiddenValues(true, null);

  private final boolean literal;
  private final @Nullable Launch stored;

  private HiddenValues(boolean literal, @Nullable Launch stored) {
    this.literal = literal;
    this.stored = stored;
  }

  /** Takes a hidden value from what is stored, if anything is. */
  static HiddenValues keptOf(@Nullable Launch stored) {
    return new HiddenValues(false, stored);
  }

  /** What is stored, if it is of the kind that is read. */
  <L extends Launch> Optional<L> stored(Class<L> kind) {
    return Optional.ofNullable(stored).filter(kind::isInstance).map(kind::cast);
  }

  /** The members of an object, hidden ones replaced by those stored. */
  Map<String, String> members(FieldReader fields, String name, Map<String, String> storedMembers) {
    var values = new LinkedHashMap<String, String>();
    fields.textMembers(name).forEach((key, given) -> {
      String meant = meant(given, storedMembers.get(key));
      if (meant == null) {
        fields.problems().add(nothingStored(FieldReader.path(fields.path(name), key)));
      } else {
        values.put(key, meant);
      }
    });
    return values;
  }

  /** A text that may be absent, a hidden one replaced by the one stored. */
  @Nullable
  String text(FieldReader fields, String name, @Nullable String storedText) {
    String given = fields.text(name);
    if (given == null) {
      return null;
    }
    String meant = meant(given, storedText);
    if (meant == null) {
      fields.problems().add(nothingStored(fields.path(name)));
    }
    return meant;
  }

  private @Nullable String meant(String given, @Nullable String kept) {
    return !literal && given.equals(DefinitionJson.HIDDEN) ? kept : given;
  }

  private static Problem nothingStored(String field) {
    return new Problem(
        field,
        DefinitionJson.HIDDEN + " keeps the stored value, but none is stored under this name",
        Problem.Code.NOT_FOUND);
  }
}
