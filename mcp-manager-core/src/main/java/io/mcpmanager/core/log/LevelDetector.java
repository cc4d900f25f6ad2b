package io.mcpmanager.core.log;

import io.mcpmanager.api.log.LogLevel;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guesses how serious a line is from what it says itself. Many servers write everything to standard error, so the
 * stream says nothing; without a sign a line is {@link LogLevel#INFO}.
 */
final class LevelDetector {

  // signs stand at the head of a line; further in they are more likely what the line is about
  private static final int HEAD = 200;

  private static final Pattern JSON = Pattern.compile(
      "\"(?:level|severity|lvl|levelname|log\\.level)\"\\s*:\\s*(?:\"([A-Za-z]+)\"|([0-9]{1,3}))");
  private static final Pattern FIELD =
      Pattern.compile("\\b(?:level|lvl|severity)=\"?([A-Za-z]+)", Pattern.CASE_INSENSITIVE);
  private static final String WORDS = "fatal|panic|critical|crit|severe|error|err|warning|warn"
      + "|notice|information|info|debug|trace|verbose|fine";
  private static final Pattern SIGN = Pattern.compile("[\\[(<|](?i:(" + WORDS + "))[\\])>|]"
      + "|\\b(" + WORDS.toUpperCase(Locale.ROOT) + ")\\b"
      + "|^\\s*(?i:(" + WORDS + "))[:!]"
      + "|^[\\w.$]*(Error|Exception|Warning)\\b[^:]{0,40}:");
  private static final Pattern TRACE =
      Pattern.compile("^(?:Traceback \\(most recent call last\\)|Exception in thread |panic: )");

  static LogLevel detect(String text) {
    String head = text.length() > HEAD ? text.substring(0, HEAD) : text;
    if (head.startsWith("{")) {
      Matcher json = JSON.matcher(text);
      if (json.find()) {
        return json.group(1) != null ? ofWord(json.group(1)) : ofNumber(json.group(2));
      }
    }
    Matcher field = FIELD.matcher(head);
    if (field.find()) {
      return ofWord(field.group(1));
    }
    if (TRACE.matcher(head).find()) {
      return LogLevel.ERROR;
    }
    Matcher sign = SIGN.matcher(head);
    return sign.find() ? ofWord(firstGroup(sign)) : LogLevel.INFO;
  }

  private static String firstGroup(Matcher matcher) {
    for (int i = 1; i <= matcher.groupCount(); i++) {
      String group = matcher.group(i);
      if (group != null) {
        return group;
      }
    }
    return "";
  }

  private static LogLevel ofWord(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "fatal",
          "panic",
          "critical",
          "crit",
          "severe",
          "error",
          "err",
          "exception",
          "emergency",
          "alert" -> LogLevel.ERROR;
      case "warning", "warn" -> LogLevel.WARNING;
      case "debug", "trace", "verbose", "fine", "finer", "finest" -> LogLevel.DEBUG;
      default -> LogLevel.INFO;
    };
  }

  /** The numbers of pino and bunyan: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
  private static LogLevel ofNumber(String digits) {
    int number = Integer.parseInt(digits);
    if (number >= 50) {
      return LogLevel.ERROR;
    }
    if (number >= 40) {
      return LogLevel.WARNING;
    }
    return number < 10 || number >= 30 ? LogLevel.INFO : LogLevel.DEBUG;
  }

  private LevelDetector() {}
}
