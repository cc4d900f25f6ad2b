package io.mcpmanager.core.policy;

import io.mcpmanager.api.policy.TextFlag;
import io.mcpmanager.api.policy.TextFlag.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Looks for what is suspicious about the texts of one definition. Belongs to one thread. */
final class TextScan {

  /** Most flags of one definition. */
  static final int MOST = 32;

  private static final int LONG = 8_000;
  private static final int ENCODED = 200;
  private static final int EXCERPT = 160;

  /** What tells a model to do something beside using the tool, in lower case. */
  private static final List<String> INSTRUCTIONS = List.of(
      "ignore previous",
      "ignore all previous",
      "ignore the previous",
      "ignore any previous",
      "ignore prior",
      "ignore all prior",
      "ignore your instructions",
      "ignore the above",
      "disregard previous",
      "disregard all",
      "disregard the above",
      "disregard your",
      "forget previous",
      "forget all previous",
      "forget your instructions",
      "override your instructions",
      "new instructions:",
      "system prompt",
      "<important>",
      "<system>",
      "</system>",
      "<instructions>",
      "<secret>",
      "<hidden>",
      "[inst]",
      "<|im_start|>",
      "you are now",
      "do not tell",
      "don't tell",
      "do not mention",
      "don't mention",
      "do not inform",
      "don't inform",
      "do not reveal",
      "do not disclose",
      "do not show the user",
      "do not let the user",
      "without telling",
      "without informing",
      "without mentioning",
      "without asking the user",
      "without the user",
      "hide this from",
      "keep this secret",
      "secretly",
      "silently send",
      "before using any other tool",
      "before using any tool",
      "before calling any other",
      "instead of any other tool",
      "must always call",
      "always call this tool first",
      "instead of using",
      "exfiltrat",
      "conversation history",
      "previous messages",
      "entire conversation",
      "contents of ~",
      "read the file ~",
      "~/.ssh",
      "id_rsa",
      "id_ed25519",
      "~/.aws",
      ".aws/credentials",
      "~/.cursor",
      "~/.claude",
      "/etc/passwd",
      "/etc/shadow",
      "your api key",
      "user's api key",
      "your credentials",
      "curl http",
      "| sh",
      "| bash");

  private final List<TextFlag> flags = new ArrayList<>();

  /** What is suspicious about a definition. */
  static List<TextFlag> flags(Definition definition) {
    var scan = new TextScan();
    scan.name("name", definition.tool());
    scan.members("", definition.node(), true);
    return List.copyOf(scan.flags);
  }

  private void members(String path, Node.Members object, boolean outermost) {
    object
        .repeated()
        .ifPresent(name -> add(Kind.AMBIGUOUS, below(path, name), "given more than once"));
    for (Node.Member member : object.members()) {
      String place = below(path, member.name());
      if (!outermost) {
        name(place, member.name());
      }
      if (!outermost || !member.name().equals("name")) {
        value(place, member.value());
      }
    }
  }

  private void value(String path, Node value) {
    if (flags.size() >= MOST) {
      return;
    }
    switch (value) {
      case Node.Members object -> members(path, object, false);
      case Node.Elements array -> {
        for (int i = 0; i < array.elements().size(); i++) {
          value(path + "[" + i + "]", array.elements().get(i));
        }
      }
      case Node.Text text -> text(path, text.text());
      case Node.Plain ignored -> {}
    }
  }

  /** A name that something is called by. */
  private void name(String path, String name) {
    text(path, name);
    String look = Characters.look(name);
    if (!look.equals(name)) {
      add(
          Kind.LOOKALIKE_NAME,
          path,
          cut(Characters.shown(name), EXCERPT / 2 - 12) + " looks like "
              + cut(look, EXCERPT / 2 - 12));
    }
  }

  private void text(String path, String text) {
    hidden(path, text);
    String read = Characters.look(text).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    for (String phrase : INSTRUCTIONS) {
      int at = read.indexOf(phrase);
      if (at >= 0) {
        add(Kind.INSTRUCTIONS, path, around(read, at));
        break;
      }
    }
    int encoded = encodedRun(text);
    if (encoded >= 0) {
      add(Kind.ENCODED_TEXT, path, around(text, encoded));
    }
    if (text.length() > LONG) {
      add(Kind.LONG_TEXT, path, text.length() + " characters: " + around(text, 0));
    }
  }

  private void hidden(String path, String text) {
    if (Characters.isPlain(text)) {
      return;
    }
    Set<Kind> found = EnumSet.noneOf(Kind.class);
    boolean rightToLeft = text.codePoints().anyMatch(Characters::isRightToLeft);
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (Characters.isHidden(character) && !Characters.isUsual(text, i, rightToLeft)) {
        Kind kind =
            Characters.isReordering(character) ? Kind.REORDERED_TEXT : Kind.HIDDEN_CHARACTERS;
        if (found.add(kind)) {
          add(kind, path, around(text, i));
        }
      }
      i += Character.charCount(character);
    }
  }

  /** Where a long run of characters begins that look like Base64 or hexadecimal ones; -1 if there is none. */
  private static int encodedRun(String text) {
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean encoded = (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '+'
          || c == '/'
          || c == '='
          || c == '_'
          || c == '-';
      run = encoded ? run + 1 : 0;
      if (run >= ENCODED) {
        return i - run + 1;
      }
    }
    return -1;
  }

  private void add(Kind kind, String path, String excerpt) {
    if (flags.size() < MOST) {
      flags.add(new TextFlag(
          kind, cut(Characters.shown(path), EXCERPT), cut(Characters.shown(excerpt), EXCERPT)));
    }
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 30), Math.min(text.length(), at + 90));
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
