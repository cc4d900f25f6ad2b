package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** Pinned tools and held calls for people. What servers and clients call things is shown with care. */
final class PolicyText {

  static void pins(PrintWriter out, JsonNode pins) {
    var rows = new ArrayList<List<String>>();
    pins.forEach(pin -> {
      var flags = new TreeSet<String>();
      pin.path("flags").forEach(flag -> flags.add(flag.path("kind").asText()));
      rows.add(List.of(
          pin.path("server").asText(),
          shown(pin.path("tool").asText()),
          pin.path("state").asText(),
          pin.path("reaction").asText(),
          Integer.toString(pin.path("differences").size()),
          String.join(" ", flags)));
    });
    Output.table(
        out, List.of("SERVER", "TOOL", "STATE", "CALLS", "DIFFERENCES", "SUSPICIOUS"), rows);
  }

  static void pin(PrintWriter out, JsonNode pin) {
    out.println(pin.path("server").asText() + " " + shown(pin.path("tool").asText()) + ": "
        + pin.path("state").asText() + ", calls: " + pin.path("reaction").asText());
    out.println("  held to  " + pin.path("pinned").asText());
    out.println("  offered  " + pin.path("offered").asText());
    pin.path("differences").forEach(difference -> {
      out.println("  " + difference.path("kind").asText() + " ("
          + difference.path("weight").asText() + ") "
          + shown(difference.path("path").asText()));
      line(out, "- ", difference.path("before").asText());
      line(out, "+ ", difference.path("after").asText());
    });
    pin.path("flags")
        .forEach(flag -> out.println("  suspicious: " + flag.path("kind").asText() + " in "
            + shown(flag.path("path").asText()) + ": "
            + shown(flag.path("excerpt").asText())));
    out.flush();
  }

  static void held(PrintWriter out, JsonNode call) {
    out.println(call.path("id").asText() + "  " + call.path("state").asText() + " until "
        + call.path("expiresAt").asText());
    out.println(
        "  " + call.path("server").asText() + " " + shown(call.path("tool").asText())
            + " by " + shown(call.path("principal").asText()) + ", client "
            + shown(call.path("client").asText())
            + (call.path("waited").asBoolean() ? "" : " (waits no longer)"));
    out.println("  " + shown(call.path("reason").asText()));
    out.println("  " + shown(call.path("arguments").asText()));
    out.flush();
  }

  private static void line(PrintWriter out, String sign, String text) {
    if (!text.isEmpty()) {
      out.println("    " + sign + shown(text));
    }
  }

  /** Without anything that a terminal would take for more than a character. */
  private static String shown(String text) {
    var shown = new StringBuilder(text.length());
    text.chars().forEach(c -> {
      int type = Character.getType(c);
      boolean visible = type != Character.CONTROL
          && type != Character.FORMAT
          && type != Character.LINE_SEPARATOR
          && type != Character.PARAGRAPH_SEPARATOR
          && type != Character.PRIVATE_USE;
      if (visible) {
        shown.append((char) c);
      } else {
        shown.append("\\u").append(HexFormat.of().toHexDigits((char) c));
      }
    });
    return shown.toString();
  }

  private PolicyText() {}
}
