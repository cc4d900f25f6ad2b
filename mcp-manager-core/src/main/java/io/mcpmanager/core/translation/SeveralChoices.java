package io.mcpmanager.core.translation;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.ObjectCursor;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Choices of several values in a form, which forms have since 2025-11-25: before, each value is a field of its own, to be
 * ticked or not, and from the ticked ones the answer is put together.
 */
final class SeveralChoices {

  /** One value of a choice, and the field that stands for it. */
  private record Value(String key, String value, String title) {}

  /** A field whose answer is a list of some of the values. */
  private record Choice(String name, Span field, List<Value> values) {}

  private final byte[] params;
  private final List<Choice> choices;
  private final Optional<Span> schema;
  private final Optional<Span> fields;

  /** Those of a question by form. */
  SeveralChoices(byte[] params) {
    this.params = params;
    this.schema = Bytes.object(params, Bytes.whole(params), "requestedSchema");
    this.fields = schema.flatMap(object -> Bytes.object(params, object, "properties"));
    this.choices = fields.map(this::read).orElse(List.of());
  }

  /** The question with a field for each value. */
  byte[] asked() {
    if (choices.isEmpty()) {
      return params;
    }
    var spread = new StringJoiner(",", "{", "}");
    var cursor = new ObjectCursor(params, fields.orElseThrow());
    while (cursor.next()) {
      Optional<Choice> choice = choice(cursor.key());
      if (choice.isPresent()) {
        ticks(choice.get(), spread);
      } else {
        spread.add(Bytes.quoted(cursor.key()) + ":" + Bytes.text(params, cursor.value()));
      }
    }
    var splice = Splice.of(params).replace(fields.orElseThrow(), Bytes.of(spread.toString()));
    Span object = schema.orElseThrow();
    Bytes.array(params, object, "required")
        .ifPresent(names -> splice.replace(names, Bytes.of(otherThanChoices(names))));
    return splice.apply();
  }

  /** The client's answer with a list for each choice; JSON objects both. */
  byte[] answered(byte[] answer) {
    Optional<Span> content =
        choices.isEmpty() ? Optional.empty() : Bytes.object(answer, Bytes.whole(answer), "content");
    if (content.isEmpty()) {
      return answer;
    }
    var splice = Splice.of(answer);
    choices.forEach(choice -> gather(answer, content.get(), choice, splice));
    return splice.apply();
  }

  private void gather(byte[] answer, Span content, Choice choice, Splice splice) {
    var ticked = new StringJoiner(",", "[", "]");
    boolean answered = isRequired(choice.name());
    for (Value value : choice.values()) {
      Optional<Span> tick = JsonText.member(answer, content, value.key());
      if (tick.isPresent()) {
        answered = true;
        splice.remove(content, value.key());
        if (Bytes.text(answer, tick.get()).equals("true")) {
          ticked.add(Bytes.quoted(value.value()));
        }
      }
    }
    if (answered && JsonText.member(answer, content, choice.name()).isEmpty()) {
      splice.put(content, choice.name(), Bytes.of(ticked.toString()));
    }
  }

  private List<Choice> read(Span object) {
    Set<String> names = names(object);
    var found = new ArrayList<Choice>();
    var cursor = new ObjectCursor(params, object);
    while (cursor.next()) {
      String name = cursor.key();
      Span field = cursor.value();
      List<Value> values = values(name, field);
      // a name that is taken would make two answers one
      if (!values.isEmpty() && values.stream().allMatch(value -> names.add(value.key()))) {
        found.add(new Choice(name, field, values));
      }
    }
    return found;
  }

  private Set<String> names(Span object) {
    var names = new HashSet<String>();
    var cursor = new ObjectCursor(params, object);
    while (cursor.next()) {
      names.add(cursor.key());
    }
    return names;
  }

  /** The values of a field that is such a choice; none of any other. */
  private List<Value> values(String name, Span field) {
    Optional<Span> items = JsonText.isObject(params, field)
            && Bytes.string(params, field, "type").filter("array"::equals).isPresent()
        ? Bytes.object(params, field, "items")
        : Optional.empty();
    Optional<Span> listed = items.flatMap(object ->
        Bytes.array(params, object, "enum").or(() -> Bytes.array(params, object, "anyOf")));
    if (listed.isEmpty()) {
      return List.of();
    }
    var values = new ArrayList<Value>();
    var cursor = new ArrayCursor(params, listed.get());
    while (cursor.next()) {
      Optional<Value> value = value(name, cursor.element());
      if (value.isEmpty()) {
        return List.of(); // some other schema, which is the server's to answer for
      }
      values.add(value.get());
    }
    return values;
  }

  private Optional<Value> value(String name, Span element) {
    if (JsonText.isString(params, element)) {
      String value = JsonText.decode(params, element);
      return Optional.of(new Value(name + "." + value, value, value));
    }
    return JsonText.isObject(params, element)
        ? Bytes.string(params, element, "const")
            .map(value -> new Value(
                name + "." + value,
                value,
                Bytes.string(params, element, "title").orElse(value)))
        : Optional.empty();
  }

  private void ticks(Choice choice, StringJoiner fields) {
    String title = Bytes.string(params, choice.field(), "title").orElse(choice.name());
    Optional<String> description = Bytes.string(params, choice.field(), "description");
    Set<String> preset =
        Bytes.array(params, choice.field(), "default").map(this::strings).orElse(Set.of());
    for (Value value : choice.values()) {
      fields.add(Bytes.quoted(value.key()) + ":{\"type\":\"boolean\",\"title\":"
          + Bytes.quoted(title + ": " + value.title())
          + description.map(text -> ",\"description\":" + Bytes.quoted(text)).orElse("")
          + (preset.contains(value.value()) ? ",\"default\":true" : "")
          + "}");
    }
  }

  /** The required names without those of choices: a box that is not ticked is an answer, too. */
  private String otherThanChoices(Span names) {
    var others = new StringJoiner(",", "[", "]");
    var cursor = new ArrayCursor(params, names);
    while (cursor.next()) {
      Span name = cursor.element();
      if (!JsonText.isString(params, name)
          || choice(JsonText.decode(params, name)).isEmpty()) {
        others.add(Bytes.text(params, name));
      }
    }
    return others.toString();
  }

  private Optional<Choice> choice(String name) {
    return choices.stream().filter(choice -> choice.name().equals(name)).findFirst();
  }

  private boolean isRequired(String name) {
    return schema
        .flatMap(object -> Bytes.array(params, object, "required"))
        .map(this::strings)
        .orElse(Set.of())
        .contains(name);
  }

  private Set<String> strings(Span array) {
    var strings = new HashSet<String>();
    var cursor = new ArrayCursor(params, array);
    while (cursor.next()) {
      if (JsonText.isString(params, cursor.element())) {
        strings.add(JsonText.decode(params, cursor.element()));
      }
    }
    return strings;
  }
}
