package io.mcpmanager.examples.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Some prompts: texts for a model, to be filled in by the user. */
final class Prompts {

  private record Argument(
      String name, String description, boolean required, List<String> candidates) {

    JsonObject describe() {
      return JsonObject.of("name", name, "description", description, "required", required);
    }
  }

  private record Prompt(
      String name,
      String title,
      String description,
      List<Argument> arguments,
      Function<Map<String, String>, String> text) {

    JsonObject describe() {
      return JsonObject.of(
          "name", name,
          "title", title,
          "description", description,
          "arguments", arguments.stream().map(Argument::describe).toList());
    }
  }

  private static final List<Prompt> PROMPTS = List.of(
      new Prompt(
          "greeting",
          "Greeting",
          "Asks for a greeting.",
          List.of(
              new Argument("name", "Who is greeted.", true, List.of()),
              new Argument(
                  "style", "How it should sound.", false, List.of("formal", "friendly", "funny"))),
          given -> "Write a " + given.getOrDefault("style", "friendly") + " greeting for "
              + given.get("name") + "."),
      new Prompt(
          "pack_for",
          "Pack for a trip",
          "Asks what to pack for a city, with the help of the weather tool.",
          List.of(new Argument("city", "Where the trip goes.", true, Weather.CITIES)),
          given -> "Look up the weather in " + given.get("city")
              + " with the tool 'weather', then list what to pack for three days there."),
      new Prompt(
          "introduction",
          "Introduction",
          "Asks the user for a name, then asks for an introduction of that person.",
          List.of(),
          given -> "Introduce " + given.get("name") + " to the others."));

  List<JsonObject> list() {
    return PROMPTS.stream().map(Prompt::describe).toList();
  }

  JsonObject get(Call call, String name) throws RpcError, CancelledException, InputNeeded {
    var params = call.params();
    var prompt = find(name);
    var given = params.object("arguments").orElse(JsonObject.EMPTY);
    var problems = new ArrayList<String>();
    var values = new HashMap<String, String>();
    for (var argument : prompt.arguments()) {
      given.text(argument.name()).ifPresent(value -> values.put(argument.name(), value));
      boolean wrong = given.has(argument.name()) && !values.containsKey(argument.name());
      if (wrong || (argument.required() && !values.containsKey(argument.name()))) {
        problems.add("'" + argument.name() + "' must be a text");
      }
    }
    if (!problems.isEmpty()) {
      throw RpcError.invalidParams(String.join("; ", problems));
    }
    if (name.equals("introduction")) {
      values.put("name", introduced(call));
    }
    var content = JsonObject.of("type", "text", "text", prompt.text().apply(values));
    return JsonObject.of(
        "description",
        prompt.description(),
        "messages",
        List.of(JsonObject.of("role", "user", "content", content)));
  }

  private static String introduced(Call call) throws RpcError, CancelledException, InputNeeded {
    try {
      var answer = call.ask(Question.form(
          "Who is to be introduced?", JsonObject.of("name", JsonObject.of("type", "string"))));
      return answer
          .object("content")
          .flatMap(content -> content.text("name"))
          .orElseThrow(() -> RpcError.invalidParams("the user gave no name"));
    } catch (Refusal e) {
      throw new RpcError(RpcError.INTERNAL_ERROR, String.valueOf(e.getMessage()));
    }
  }

  /** The values that could be meant for an argument. */
  List<String> candidates(String prompt, String argument) throws RpcError {
    return find(prompt).arguments().stream()
        .filter(known -> known.name().equals(argument))
        .findFirst()
        .orElseThrow(() -> RpcError.invalidParams("unknown argument " + JsonWriter.write(argument)))
        .candidates();
  }

  private static Prompt find(String name) throws RpcError {
    Optional<Prompt> found =
        PROMPTS.stream().filter(prompt -> prompt.name().equals(name)).findFirst();
    return found.orElseThrow(
        () -> RpcError.invalidParams("unknown prompt " + JsonWriter.write(name)));
  }
}
