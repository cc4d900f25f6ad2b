package io.mcpmanager.server.diagnostics;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * A recording that is going on. The only class that touches the flight recorder, whose many classes are loaded with the
 * first recording.
 */
final class JavaRecording implements AutoCloseable {

  private static final long MAX_BYTES = 64L << 20;
  // with command lines, system properties and environments, which may hold secrets
  private static final List<String> LEFT_OUT = List.of(
      "jdk.InitialEnvironmentVariable",
      "jdk.InitialSystemProperty",
      "jdk.JVMInformation",
      "jdk.ProcessStart",
      "jdk.SystemProcess");

  private final Recording recording;

  private JavaRecording(Recording recording) {
    this.recording = recording;
  }

  static JavaRecording start() {
    if (!FlightRecorder.isAvailable()) {
      throw new McpManagerException(
          ErrorCode.INTERNAL_ERROR, "this Java runtime has no flight recorder");
    }
    try {
      var recording = new Recording(Configuration.getConfiguration("profile"));
      LEFT_OUT.forEach(recording::disable);
      recording.setName("mcp-manager");
      recording.setToDisk(true);
      recording.setMaxSize(MAX_BYTES);
      recording.start();
      return new JavaRecording(recording);
    } catch (IOException | ParseException | RuntimeException e) {
      throw new McpManagerException(
          ErrorCode.INTERNAL_ERROR, "the flight recorder could not be started", e);
    }
  }

  /** Ends it and writes it to a file that does not exist yet. */
  void writeTo(Path file) throws IOException {
    recording.stop();
    recording.dump(file);
  }

  /** Ends it; what was not written is gone. */
  @Override
  public void close() {
    recording.close();
  }
}
