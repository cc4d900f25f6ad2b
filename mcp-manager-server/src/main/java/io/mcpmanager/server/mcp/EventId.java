package io.mcpmanager.server.mcp;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one event of a session: the stream it belongs to and its place there.
 *
 * @param stream number of the stream within the session
 * @param position place within the stream, from 1; 0 is the place before the first event
 */
record EventId(long stream, long position) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  static Optional<EventId> parse(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new EventId(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  String text() {
    return stream + "-" + position;
  }
}
