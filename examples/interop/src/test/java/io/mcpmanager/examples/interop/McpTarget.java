package io.mcpmanager.examples.interop;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server as the TypeScript client reaches it: a program of its own, or a URL.
 *
 * @param options the part of the harness's command line that says so
 */
record McpTarget(List<String> options) {

  /** The client starts {@code command} and ends it when it is done. */
  static McpTarget stdio(List<String> command, Map<String, String> environment) {
    var options = new ArrayList<String>();
    environment.forEach((name, value) -> options.addAll(List.of("--env", name + "=" + value)));
    options.add("--stdio");
    options.addAll(command);
    return new McpTarget(options);
  }

  /** Streamable HTTP. */
  static McpTarget url(URI url) {
    return new McpTarget(List.of("--url", url.toString()));
  }

  /** Another way to reach a URL than Streamable HTTP, with the client 1.x: {@code sse} or {@code ws}. */
  static McpTarget url(String transport, URI url) {
    return new McpTarget(List.of("--transport", transport, "--url", url.toString()));
  }

  /** At this target the names of tools and prompts start with {@code prefix}, which is left out of the answers. */
  McpTarget withPrefix(String prefix) {
    return withOption("--prefix", prefix);
  }

  /** The client presents a key or token. */
  McpTarget withBearer(String token) {
    return withOption("--bearer", token);
  }

  /** The client is of this kind; the harness explains them. */
  McpTarget withClient(String kind) {
    return withOption("--client", kind);
  }

  /** The server works in {@code folder}; in specs and answers it reads {@code ${FOLDER}}. */
  McpTarget withFolder(Path folder) {
    return withOption("--set", "FOLDER=" + folder);
  }

  // in front, since --stdio takes all that follows
  private McpTarget withOption(String name, String value) {
    return new McpTarget(Stream.concat(Stream.of(name, value), options.stream()).toList());
  }
}
