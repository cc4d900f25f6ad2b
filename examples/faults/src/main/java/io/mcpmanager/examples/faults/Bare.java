package io.mcpmanager.examples.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.util.List;

/** A server called directly, without the manager: shows what the machine allows at the moment. Used by one thread. */
final class Bare implements AutoCloseable {

  private final Process process;
  private final BufferedReader in;
  private final BufferedWriter out;

  Bare(List<String> command) throws IOException {
    process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    in = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    out = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
  }

  void call() throws IOException {
    out.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n");
    out.flush();
    if (in.readLine() == null) {
      throw new IOException("the server ended");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
