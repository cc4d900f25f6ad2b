package io.mcpmanager.examples.demo;

import static io.mcpmanager.examples.demo.Tool.Effect.NOTHING;

import java.util.List;
import java.util.Map;

/**
 * The tools that ask their client something before they answer. They are written as if they could just ask; what that
 * takes in each revision is the {@link Client}'s business.
 */
final class AskTools {

  private static final JsonObject TEXT = JsonObject.of("type", "string");

  static List<Tool> all() {
    return List.of(
        askUser(), openPage(), askModel(), listRoots(), askAll(), book(), countAfterAsking());
  }

  private static Tool askUser() {
    return new Tool(
        "ask_user",
        "Ask the user",
        "Has the user fill in a form with a colour, and answers with it.",
        NOTHING,
        List.of(Parameter.text("message", "What to ask.").or("Which colour do you like?")),
        (arguments, call) -> ToolResult.text("The user said: "
            + call.ask(Question.form(arguments.text("message"), JsonObject.of("colour", TEXT)))));
  }

  private static Tool openPage() {
    return new Tool(
        "open_page",
        "Open a page",
        "Asks whether the user will go to a page.",
        NOTHING,
        List.of(Parameter.text("url", "The page.").or("https://example.com/sign-in")),
        (arguments, call) -> ToolResult.text(
            "The user said: " + call.ask(Question.page("Please sign in.", arguments.text("url")))));
  }

  private static Tool askModel() {
    return new Tool(
        "ask_model",
        "Ask the model",
        "Has the client's model answer a prompt.",
        NOTHING,
        List.of(Parameter.text("prompt", "What to ask the model.")),
        (arguments, call) -> ToolResult.text(
            "The model said: " + call.ask(Question.model(arguments.text("prompt"), 100))));
  }

  private static Tool listRoots() {
    return new Tool(
        "list_roots",
        "List roots",
        "Asks the client for its roots.",
        NOTHING,
        List.of(),
        (arguments, call) -> ToolResult.text("The roots are: " + call.ask(Question.roots())));
  }

  private static Tool askAll() {
    return new Tool(
        "ask_all",
        "Ask for everything",
        "Asks the user, the model and for the roots, all at once.",
        NOTHING,
        List.of(),
        (arguments, call) -> {
          var answers = call.ask(Map.of(
              "user", Question.form("Your name?", JsonObject.of("name", TEXT)),
              "model", Question.model("What is the capital of France?", 10),
              "roots", Question.roots()));
          return ToolResult.text("user " + answers.get("user") + ", model " + answers.get("model")
              + ", roots " + answers.get("roots"));
        });
  }

  private static Tool book() {
    return new Tool(
        "book",
        "Book a trip",
        "Asks the user where to go, and then whether that is right.",
        NOTHING,
        List.of(),
        (arguments, call) -> {
          var place = call.ask(
                  "place", Question.form("Where do you want to go?", JsonObject.of("city", TEXT)))
              .object("content")
              .flatMap(content -> content.text("city"));
          if (place.isEmpty()) {
            return ToolResult.text("Nothing was booked.");
          }
          var sure = call.ask(
                  "sure",
                  Question.form(
                      "Book a trip to " + place.get() + "?",
                      JsonObject.of("yes", JsonObject.of("type", "boolean"))))
              .object("content")
              .flatMap(content -> content.value("yes"))
              .filter(Boolean.TRUE::equals);
          return ToolResult.text(
              sure.isPresent() ? "Booked: " + place.get() + "." : "Nothing was booked.");
        });
  }

  private static Tool countAfterAsking() {
    return new Tool(
        "count_and_ask",
        "Count and ask",
        "Reports progress, asks the user a question, and reports progress again.",
        NOTHING,
        List.of(),
        (arguments, call) -> {
          call.progress(1, 3, "before the question");
          var answer = call.ask(
              Question.form("Go on?", JsonObject.of("go", JsonObject.of("type", "boolean"))));
          call.progress(2, 3, "after the question");
          call.progress(3, 3, "done");
          return ToolResult.text("The user said: " + answer);
        });
  }

  private AskTools() {}
}
