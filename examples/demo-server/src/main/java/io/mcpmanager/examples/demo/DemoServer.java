package io.mcpmanager.examples.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.IntConsumer;

/**
 * An MCP server to try things with: tools that answer, count, wait, ask, fail and crash, some prompts and resources.
 *
 * <p>It speaks JSON-RPC, one message a line: requests come in on standard input, answers and notifications go out on
 * standard output, and everything meant for people goes to standard error. It ends when its input ends. With an option it
 * serves HTTP instead. Either way it speaks all revisions of the protocol, unless it is told otherwise.
 */
public final class DemoServer {

  private final Options options;
  private final Log log;
  private final IntConsumer exit;
  private final Changes changes = new Changes();
  private final ToolBox tools = new ToolBox(changes);
  private final Methods methods;
  private final Modern modern;

  DemoServer(Options options, PrintStream err, IntConsumer exit) {
    this.options = options;
    this.log = new Log(err);
    this.exit = exit;
    var resources = new Resources(changes);
    new DemoTools(tools, resources, changes, log, exit).addAll();
    AskTools.all().forEach(tools::add);
    this.methods = new Methods(tools, resources);
    this.modern = new Modern(methods, changes, options);
  }

  public static void main(String[] arguments) throws IOException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    var server = new DemoServer(options, System.err, Runtime.getRuntime()::halt);
    if (options.port().isPresent()) {
      var http = server.serveHttp(options.port().getAsInt());
      System.err.println("listening on " + http.url());
    } else {
      // System.out would swallow write errors, and with it we would not notice that nobody listens
      // any more
      server.run(System.in, new FileOutputStream(FileDescriptor.out));
    }
  }

  /** Serves until the input ends; calls still waiting at that moment are cancelled. */
  void run(InputStream in, OutputStream out) throws IOException {
    var wire = new Wire(in, out);
    new StdioFace(wire, threads -> new Connection(log, session(wire), modern, threads)).run();
  }

  HttpFace serveHttp(int port) throws IOException {
    var http = new HttpFace(this, options, tools, modern, log);
    http.start(port);
    return http;
  }

  Session session(Sender unasked) {
    return new Session(methods, changes, options, exit, unasked);
  }
}
