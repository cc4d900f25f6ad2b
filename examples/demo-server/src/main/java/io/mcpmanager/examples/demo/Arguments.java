package io.mcpmanager.examples.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The arguments of a tool call, checked and with the defaults filled in. */
final class Arguments {

  private final Map<String, Object> values;

  private Arguments(Map<String, Object> values) {
    this.values = values;
  }

  /** Some arguments were missing, unknown or wrong; the message names them all. */
  static final class WrongArguments extends Exception {
    private static final long serialVersionUID = 1L;

    WrongArguments(List<String> problems) {
      super(String.join("\n", problems));
    }
  }

  static Arguments check(List<Parameter> parameters, JsonObject given) throws WrongArguments {
    var values = new LinkedHashMap<String, Object>();
    var problems = new ArrayList<String>();
    for (var parameter : parameters) {
      var value = given.value(parameter.name()).or(parameter::fallback);
      if (value.isEmpty()) {
        problems.add("'" + parameter.name() + "' is missing: it must be " + parameter.expected());
      } else if (!parameter.accepts().test(value.get())) {
        problems.add("'" + parameter.name() + "' must be " + parameter.expected() + ", was "
            + shown(value.get()));
      } else {
        values.put(parameter.name(), value.get());
      }
    }
    var names = parameters.stream().map(Parameter::name).toList();
    for (var name : given.members().keySet()) {
      if (!names.contains(name)) {
        problems.add("'" + name + "' is unknown; known are: " + String.join(", ", names));
      }
    }
    if (!problems.isEmpty()) {
      throw new WrongArguments(problems);
    }
    return new Arguments(values);
  }

  String text(String name) {
    return (String) value(name);
  }

  long integer(String name) {
    return ((Number) value(name)).longValue();
  }

  double number(String name) {
    return ((Number) value(name)).doubleValue();
  }

  private Object value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static String shown(Object value) {
    var text = JsonWriter.write(value);
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}
