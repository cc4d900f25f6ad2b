package io.mcpmanager.core.gateway;

/** Messages on their way to clients have no line breaks; between JSON tokens a space does as well. */
final class SingleLine {

  /** The message itself if it is one line, as nearly all are; else a copy. */
  static byte[] of(byte[] message) {
    for (byte b : message) {
      if (b == '\n' || b == '\r') {
        return joined(message);
      }
    }
    return message;
  }

  private static byte[] joined(byte[] message) {
    byte[] line = message.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  private SingleLine() {}
}
