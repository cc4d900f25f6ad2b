package io.mcpmanager.examples.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.IntConsumer;

/**
 * An MCP server to try things with: tools that answer, count, wait, fail and crash, two prompts, a few resources.
 *
 * <p>It speaks JSON-RPC, one message a line: requests come in on standard input, answers and notifications go out on
 * standard output, and everything meant for people goes to standard error. It ends when its input ends.
 */
public final class DemoServer {

  private final Connection connection;

  DemoServer(InputStream in, OutputStream out, PrintStream err, IntConsumer exit) {
    var wire = new Wire(in, out);
    var log = new Log(wire, err);
    var tools = new ToolBox(wire);
    new DemoTools(tools, log, exit).addAll();
    this.connection = new Connection(wire, log, new Session(tools, log));
  }

  public static void main(String[] arguments) throws IOException {
    // System.out would swallow write errors, and with it we would not notice that nobody listens
    // any more
    var out = new FileOutputStream(FileDescriptor.out);
    new DemoServer(System.in, out, System.err, Runtime.getRuntime()::halt).run();
  }

  /** Serves until the input ends; calls still waiting at that moment are cancelled. */
  void run() throws IOException {
    connection.run();
  }
}
