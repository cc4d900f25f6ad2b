package io.mcpmanager.core.process;

import io.mcpmanager.spi.LaunchMark;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a child and everything it starts carries in its environment.
 *
 * @param launch the manager and the launch
 * @param owner the process the manager was
 */
record Mark(LaunchMark launch, Owner owner) {

  static final String INSTANCE = "MCP_MANAGER_INSTANCE";
  static final String OWNER = "MCP_MANAGER_OWNER";

  /**
   * A process of a manager.
   *
   * @param start as {@link ProcessTable#startText} says it
   */
  record Owner(long pid, String start) {

    /** Whether it still lives. */
    boolean lives(ProcessTable table) {
      return table
          .find(pid)
          .filter(entry -> table.startText(entry).equals(start))
          .isPresent();
    }
  }

  /** The variables that carry it. */
  Map<String, String> variables() {
    return Map.of(
        INSTANCE,
        launch.token(),
        OWNER,
        launch.managerId() + ":" + owner.pid() + ":" + owner.start());
  }

  /**
   * Finds it in an environment.
   *
   * @param environment entries {@code NAME=value}, each ended by a zero
   */
  static Optional<Mark> in(byte[] environment) {
    String text = new String(environment, StandardCharsets.ISO_8859_1);
    String token = valueOf(INSTANCE, text);
    String owner = valueOf(OWNER, text);
    if (token == null || token.isEmpty() || owner == null) {
      return Optional.empty();
    }
    String[] words = owner.split(":", 3);
    if (words.length < 3 || !words[1].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Mark(new LaunchMark(words[0], token), new Owner(Long.parseLong(words[1]), words[2])));
  }

  private static @Nullable String valueOf(String name, String environment) {
    String wanted = name + "=";
    int at = environment.startsWith(wanted) ? 0 : environment.indexOf("\0" + wanted) + 1;
    if (at == 0 && !environment.startsWith(wanted)) {
      return null;
    }
    int end = environment.indexOf('\0', at);
    return environment.substring(at + wanted.length(), end < 0 ? environment.length() : end);
  }
}
