package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The log of one server. */
@Command(name = "logs", description = "Shows the last lines of a server's log.")
final class LogsCommand implements Callable<Integer> {

  private static final long POLL_MILLIS = 500;

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "SERVER")
  private String server = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new lines until interrupted.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "Lines to begin with (50).")
  private int lines = 50;

  @Option(names = "--level", paramLabel = "LEVEL", description = "Least level to show (debug).")
  private String level = "debug";

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    String path = ServersCommand.path(server) + "/logs?level=" + ApiClient.encode(level);
    try (ApiClient client = options.connect()) {
      List<JsonNode> last = new ArrayList<>();
      client.get(path + "&limit=" + lines).path("data").forEach(last::add);
      Collections.reverse(last);
      long cursor = print(last, 0);
      var never = new CountDownLatch(1);
      while (follow && !never.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        cursor = print(client.get(path + "&limit=1000&after=" + cursor).path("data"), cursor);
      }
    }
    return 0;
  }

  private long print(Iterable<JsonNode> some, long cursor) {
    PrintWriter out = Output.writer(spec);
    long newest = cursor;
    for (JsonNode line : some) {
      newest = line.path("sequence").asLong();
      out.println(
          options.json()
              ? line.toString()
              : line.path("time").asText() + " " + line.path("stream").asText() + " "
                  + line.path("level").asText() + "  " + line.path("text").asText());
    }
    out.flush();
    return newest;
  }
}
