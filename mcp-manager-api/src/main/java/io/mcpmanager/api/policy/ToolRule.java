package io.mcpmanager.api.policy;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What becomes of certain calls of tools. In each of the four patterns a {@code *} stands for any text, also none;
 * everything else stands for itself, upper and lower case being different. A rule that denies or asks also catches names
 * that only look like those it means: with invisible characters, or with letters of another script in them.
 *
 * @param id unique within the policy; empty in a new rule, which is then given one
 * @param effect what becomes of the call
 * @param client name that the client gives itself; not to be trusted, so that a rule that allows should not build on it
 * @param principal id of who calls, such as {@code user:…} or {@code key:…}
 * @param server name of the server, or its id
 * @param tool name of the tool, as the server knows it
 * @param note what the rule is for, for people; may be empty
 */
public record ToolRule(
    String id,
    Effect effect,
    String client,
    String principal,
    String server,
    String tool,
    String note) {

  /** The pattern that everything matches. */
  public static final String ANY = "*";

  /** Longest pattern, in characters. */
  public static final int MAX_PATTERN = 256;

  private static final int MAX_NOTE = 500;
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

  /** Checks that all components are given. */
  public ToolRule {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(effect, "effect");
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(note, "note");
  }

  /** A rule for everybody about tools of a server. */
  public static ToolRule of(Effect effect, String server, String tool) {
    return new ToolRule("", effect, ANY, ANY, server, tool, "");
  }

  /** The same with another id. */
  public ToolRule withId(String newId) {
    return new ToolRule(newId, effect, client, principal, server, tool, note);
  }

  /** The same for certain clients only. */
  public ToolRule withClient(String newClient) {
    return new ToolRule(id, effect, newClient, principal, server, tool, note);
  }

  /** The same for certain principals only. */
  public ToolRule withPrincipal(String newPrincipal) {
    return new ToolRule(id, effect, client, newPrincipal, server, tool, note);
  }

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (!id.isEmpty() && !ID.matcher(id).matches()) {
      problems.add(new Problem(
          "id",
          "must have 1 to 40 characters from a-z 0-9 -, the first no -",
          Problem.Code.INVALID_FORMAT));
    }
    checkPattern("client", client, problems);
    checkPattern("principal", principal, problems);
    checkPattern("server", server, problems);
    checkPattern("tool", tool, problems);
    if (note.length() > MAX_NOTE) {
      problems.add(new Problem(
          "note", "must have at most " + MAX_NOTE + " characters", Problem.Code.OUT_OF_RANGE));
    }
    return problems;
  }

  private static void checkPattern(String field, String pattern, List<Problem> problems) {
    if (pattern.isBlank() || pattern.length() > MAX_PATTERN) {
      problems.add(new Problem(
          field,
          "must have 1 to " + MAX_PATTERN + " characters; * stands for anything",
          Problem.Code.OUT_OF_RANGE));
    } else if (pattern.codePoints().anyMatch(ToolRule::isInvisible)) {
      // such a rule reads like another one than it is
      problems.add(new Problem(
          field,
          "must not have characters that can't be seen; * can stand for them",
          Problem.Code.INVALID_FORMAT));
    }
  }

  private static boolean isInvisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
