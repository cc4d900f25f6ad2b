package io.mcpmanager.core.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words after {@code docker run}, taken apart the way that command does. It knows only options that
 * {@link DockerRun} can express, for it can't tell whether any other takes a value.
 *
 * @param options each with its value, in the order given; a switch has the value {@code true} or {@code false}
 * @param image the first word that is neither an option nor an option's value
 * @param arguments what follows the image
 */
record DockerRunWords(List<Option> options, String image, List<String> arguments) {

  /**
   * One option.
   *
   * @param name its long name
   * @param value its value
   */
  record Option(String name, String value) {}

  private static final Map<Character, String> SHORT = Map.of(
      'i',
      "interactive",
      'q',
      "quiet",
      'e',
      "env",
      'v',
      "volume",
      'm',
      "memory",
      'u',
      "user",
      'p',
      "publish",
      'w',
      "workdir",
      'l',
      "label");
  private static final Set<String> SWITCHES =
      Set.of("interactive", "quiet", "rm", "init", "read-only");
  private static final Set<String> WITH_VALUE = Set.of(
      "add-host",
      "cap-add",
      "cap-drop",
      "cpus",
      "entrypoint",
      "env",
      "label",
      "memory",
      "mount",
      "name",
      "net",
      "network",
      "pids-limit",
      "publish",
      "pull",
      "security-opt",
      "tmpfs",
      "user",
      "volume",
      "workdir");

  /** Takes words apart, the option not understood being named in the refusal. */
  static DockerRunWords of(List<String> words) {
    var options = new ArrayList<Option>();
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("-") && words.get(at).length() > 1) {
      String word = words.get(at++);
      if (word.equals("--")) {
        break;
      }
      boolean needsValue =
          word.startsWith("--") ? addLong(word.substring(2), options) : addShort(word, options);
      if (needsValue) {
        Option last = options.removeLast();
        if (at == words.size()) {
          throw new NotUnderstoodException("--" + last.name() + " without a value");
        }
        options.add(new Option(last.name(), words.get(at++)));
      }
    }
    if (at == words.size()) {
      throw new NotUnderstoodException("there is no image");
    }
    return new DockerRunWords(options, words.get(at), words.subList(at + 1, words.size()));
  }

  /** Adds {@code name} or {@code name=value}; says whether the value is the next word. */
  private static boolean addLong(String word, List<Option> options) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    if (!SWITCHES.contains(name) && !WITH_VALUE.contains(name)) {
      throw new NotUnderstoodException("--" + name);
    }
    boolean isSwitch = SWITCHES.contains(name);
    options.add(new Option(name, equals >= 0 ? word.substring(equals + 1) : "true"));
    return equals < 0 && !isSwitch;
  }

  /** Adds {@code -i}, {@code -iq}, {@code -e VALUE} or {@code -eVALUE}; says whether the value is the next word. */
  private static boolean addShort(String word, List<Option> options) {
    for (int i = 1; i < word.length(); i++) {
      String name = SHORT.get(word.charAt(i));
      if (name == null) {
        throw new NotUnderstoodException("-" + word.charAt(i));
      }
      if (SWITCHES.contains(name)) {
        options.add(new Option(name, "true"));
        continue;
      }
      String rest = word.substring(i + 1);
      options.add(new Option(name, rest.startsWith("=") ? rest.substring(1) : rest));
      return rest.isEmpty();
    }
    return false;
  }
}
