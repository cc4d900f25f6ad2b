package io.mcpmanager.core.policy;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks of a tool, in a form that is the same for the same request only.
 *
 * @param canonical everything that is sent to the server but the tool's name
 * @param shown the arguments for people: characters that can't be seen are escaped
 */
record Arguments(String canonical, String shown) {

  /** Longest arguments that anybody is asked to approve, in bytes. */
  static final int LONGEST = 64 << 10;

  /** What is different each time the same call is made, and means nothing to the tool. */
  private static final Set<String> BESIDE =
      Set.of("name", "_meta", "inputResponses", "requestState");

  /**
   * Reads the parameters of a call.
   *
   * @throws McpManagerException if they are too long for anybody to approve, or not the same to every reader
   */
  static Arguments read(byte[] bytes, @Nullable Span params) {
    if (params == null) {
      return new Arguments("", "{}");
    }
    if (params.length() > LONGEST) {
      throw new McpManagerException(
          ErrorCode.TOO_LARGE,
          "the call needs somebody's approval, and its parameters have " + params.length()
              + " bytes; at most " + LONGEST + " can be approved");
    }
    if (!(Node.read(bytes, params) instanceof Node.Members all)) {
      return new Arguments("", "{}");
    }
    Optional<String> repeated = repeated(all);
    if (repeated.isPresent()) {
      throw new McpManagerException(
          ErrorCode.VALIDATION_FAILED,
          "the call needs somebody's approval, and " + Characters.shown(repeated.get())
              + " is given more than once, so that nobody could say what was approved");
    }
    Node.Members sent = new Node.Members(
        all.members().stream().filter(member -> !BESIDE.contains(member.name())).toList());
    Node arguments = all.get("arguments");
    return new Arguments(
        sent.json(),
        Characters.shown((arguments == null ? new Node.Members(List.of()) : arguments).json()));
  }

  /** A name that an object at any depth has twice. */
  private static Optional<String> repeated(Node node) {
    return switch (node) {
      case Node.Members object ->
        object.repeated().or(() -> object.members().stream()
            .flatMap(member -> repeated(member.value()).stream())
            .findFirst());
      case Node.Elements array ->
        array.elements().stream().flatMap(element -> repeated(element).stream()).findFirst();
      case Node.Text ignored -> Optional.empty();
      case Node.Plain ignored -> Optional.empty();
    };
  }
}
