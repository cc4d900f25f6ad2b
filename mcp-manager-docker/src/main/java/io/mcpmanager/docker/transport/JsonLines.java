package io.mcpmanager.docker.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** JSON documents as an engine streams them, each on a line of its own. */
public final class JsonLines {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_LINE_BYTES = 1024 * 1024;

  private JsonLines() {}

  /**
   * Passes on every document as it comes, until the stream ends.
   *
   * @throws IOException if the stream breaks, or holds something else
   */
  public static void read(InputStream in, Consumer<JsonNode> listener) throws IOException {
    var line = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          pass(line, listener);
        } else {
          line.write(buffer[i]);
        }
      }
      if (line.size() > MAX_LINE_BYTES) {
        throw new IOException("the engine wrote a line that is longer than 1 MiB");
      }
    }
    pass(line, listener);
  }

  private static void pass(ByteArrayOutputStream line, Consumer<JsonNode> listener)
      throws IOException {
    if (line.size() > 1) {
      listener.accept(JSON.readTree(line.toByteArray()));
    }
    line.reset();
  }
}
