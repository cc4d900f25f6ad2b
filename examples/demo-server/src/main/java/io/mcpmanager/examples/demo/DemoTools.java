package io.mcpmanager.examples.demo;

import static io.mcpmanager.examples.demo.Tool.Effect.DESTRUCTIVE;
import static io.mcpmanager.examples.demo.Tool.Effect.NOTHING;
import static io.mcpmanager.examples.demo.Tool.Effect.SOMETHING;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/** The tools of this server, each small enough to be read at a glance. */
final class DemoTools {

  private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final ToolBox tools;
  private final Resources resources;
  private final Changes changes;
  private final Log log;
  private final IntConsumer exit;

  DemoTools(ToolBox tools, Resources resources, Changes changes, Log log, IntConsumer exit) {
    this.tools = tools;
    this.resources = resources;
    this.changes = changes;
    this.log = log;
    this.exit = exit;
  }

  void addAll() {
    List.of(
            echo(),
            add(),
            count(),
            slow(),
            fail(),
            weather(),
            cities(),
            region(),
            log(),
            addTool(),
            announce(),
            writeNote(),
            endSubscriptions(),
            crash())
        .forEach(tools::add);
  }

  private static Tool echo() {
    return new Tool(
        "echo",
        "Echo",
        "Answers with the text it was given.",
        NOTHING,
        List.of(Parameter.text("text", "What to say back.")),
        (arguments, call) -> ToolResult.text(arguments.text("text")));
  }

  private static Tool add() {
    return new Tool(
            "add",
            "Add",
            "Adds two numbers and answers with a structured result.",
            NOTHING,
            List.of(
                Parameter.number("a", "The first number."),
                Parameter.number("b", "The number to add to it.")),
            (arguments, call) -> ToolResult.structured(
                JsonObject.of("sum", sum(arguments.number("a"), arguments.number("b")))))
        .withOutput(JsonObject.of(
            "type", "object",
            "properties", JsonObject.of("sum", JsonObject.of("type", "number")),
            "required", List.of("sum")));
  }

  /** In decimal, since 0.1 + 0.2 should be 0.3. */
  private static BigDecimal sum(double a, double b) {
    var sum = BigDecimal.valueOf(a).add(BigDecimal.valueOf(b)).stripTrailingZeros();
    return sum.scale() < 0 && sum.scale() > -16 ? sum.setScale(0) : sum;
  }

  private static Tool count() {
    return new Tool(
        "count",
        "Count",
        "Counts step by step, reports its progress after each step, and answers at the end.",
        NOTHING,
        List.of(
            Parameter.integer("steps", "How far to count.", 1, 1000).or(5L),
            Parameter.integer("delay_ms", "How long each step takes, in milliseconds.", 0, 60_000)
                .or(200L)),
        (arguments, call) -> {
          long steps = arguments.integer("steps");
          for (long step = 1; step <= steps; step++) {
            call.pause(Duration.ofMillis(arguments.integer("delay_ms")));
            call.progress(step, steps, "step " + step + " of " + steps);
          }
          return ToolResult.text("Counted to " + steps + ".");
        });
  }

  private static Tool slow() {
    return new Tool(
        "slow",
        "Slow",
        "Waits before it answers; the call can be cancelled meanwhile.",
        NOTHING,
        List.of(Parameter.integer("ms", "How long to wait, in milliseconds.", 0, 600_000)
            .or(3000L)),
        (arguments, call) -> {
          call.pause(Duration.ofMillis(arguments.integer("ms")));
          return ToolResult.text("Waited " + arguments.integer("ms") + " ms.");
        });
  }

  private static Tool fail() {
    return new Tool(
        "fail",
        "Fail",
        "Answers with an error result, as a tool does that ran and did not succeed.",
        NOTHING,
        List.of(Parameter.text("message", "The text of the error.").or("This tool always fails.")),
        (arguments, call) -> ToolResult.failure(arguments.text("message")));
  }

  private static Tool weather() {
    return new Tool(
            "weather",
            "Weather",
            "Tells the weather in a city as structured output. All of it is made up, but always the same.",
            NOTHING,
            List.of(
                Parameter.text("city", "The name of a city, for example Oslo."),
                Parameter.choice("unit", "The unit of all temperatures.", Weather.UNITS)
                    .or(Weather.UNITS.getFirst())),
            (arguments, call) ->
                ToolResult.structured(Weather.in(arguments.text("city"), arguments.text("unit"))))
        .withOutput(Weather.SCHEMA);
  }

  private static Tool cities() {
    return new Tool(
            "cities",
            "Cities",
            "Lists the cities that there is weather of; its structured output is a list.",
            NOTHING,
            List.of(),
            (arguments, call) -> call.client().isModern()
                ? ToolResult.structured(Weather.CITIES)
                : ToolResult.text(JsonWriter.write(Weather.CITIES)))
        .withOutput(JsonObject.of("type", "array", "items", JsonObject.of("type", "string")));
  }

  private static Tool region() {
    return new Tool(
        "region",
        "Region",
        "Answers with the region and the number it was given, which HTTP clients repeat in headers.",
        NOTHING,
        List.of(
            Parameter.text("region", "A region, also in the header Mcp-Param-Region.")
                .inHeader("Region"),
            Parameter.integer("number", "A number, also in Mcp-Param-Number.", -1000, 1000)
                .or(0L)
                .inHeader("Number")),
        (arguments, call) ->
            ToolResult.text(arguments.text("region") + " " + arguments.integer("number")));
  }

  private Tool log() {
    return new Tool(
        "log",
        "Log",
        "Writes a message to standard error, and sends it to the client if its level is high enough.",
        SOMETHING,
        List.of(
            Parameter.text("message", "What to log."),
            Parameter.choice("level", "How urgent it is.", Log.Level.names()).or("info")),
        (arguments, call) -> {
          var level = Log.Level.of(arguments.text("level"));
          log.print(level, arguments.text("message"));
          call.log(level, arguments.text("message"));
          return ToolResult.text("Logged.");
        });
  }

  private Tool addTool() {
    return new Tool(
        "add_tool",
        "Add a tool",
        "Adds a tool with a fixed answer, and tells the client that the list of tools has changed.",
        SOMETHING,
        List.of(
            Parameter.text("name", "The name of the new tool: letters, digits, '_', '-' and '.'."),
            Parameter.text("answer", "What the new tool answers.")
                .or("Hello from a tool added later.")),
        (arguments, call) -> addTool(arguments.text("name"), arguments.text("answer")));
  }

  private ToolResult addTool(String name, String answer) {
    if (!TOOL_NAME.matcher(name).matches()) {
      return ToolResult.failure("'name' must be 1 to 64 letters, digits, '_', '-' or '.'");
    }
    var tool = new Tool(
        name,
        name,
        "Always answers the same.",
        NOTHING,
        List.of(),
        (arguments, call) -> ToolResult.text(answer));
    if (!tools.add(tool)) {
      return ToolResult.failure(
          "There is a tool " + name + " already, or there are too many tools.");
    }
    tools.announceChange();
    return ToolResult.text("Added " + name + ".");
  }

  private Tool announce() {
    return new Tool(
        "announce",
        "Announce",
        "Tells clients that a list has changed, although it has not.",
        SOMETHING,
        List.of(Parameter.choice("list", "Which one.", List.of("tools", "prompts", "resources"))),
        (arguments, call) -> {
          changes.listChanged(arguments.text("list"));
          return ToolResult.text("Announced.");
        });
  }

  private Tool writeNote() {
    return new Tool(
        "write_note",
        "Write a note",
        "Changes the resource " + Resources.NOTE_URI + " and tells those who subscribed to it.",
        SOMETHING,
        List.of(Parameter.text("text", "What to note.")),
        (arguments, call) -> {
          resources.write(arguments.text("text"));
          return ToolResult.text("Noted.");
        });
  }

  private Tool endSubscriptions() {
    return new Tool(
        "end_subscriptions",
        "End subscriptions",
        "Ends what clients listen to, as a server does before it stops. Older revisions do not notice.",
        SOMETHING,
        List.of(),
        (arguments, call) -> {
          changes.end();
          return ToolResult.text("Ended.");
        });
  }

  private Tool crash() {
    return new Tool(
        "crash",
        "Crash",
        "Ends the server process at once, without an answer, to show what a manager does about it.",
        DESTRUCTIVE,
        List.of(Parameter.integer("exit_code", "The exit code of the process.", 0, 255)
            .or(1L)),
        (arguments, call) -> {
          int code = Math.toIntExact(arguments.integer("exit_code"));
          log.print(Log.Level.CRITICAL, "crashing with exit code " + code + ", as asked");
          exit.accept(code);
          throw new CancelledException();
        });
  }
}
