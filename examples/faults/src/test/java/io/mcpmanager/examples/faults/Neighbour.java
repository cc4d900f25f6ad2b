package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A healthy server that is called all the time, at both addresses it has. Its calls have to be answered, and within a
 * second; beside it runs the same without the manager, to tell a slow manager from a machine that stood still.
 */
final class Neighbour implements AutoCloseable {

  private static final String NAME = "neighbour";
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final Duration HELD = Duration.ofMillis(100);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final McpSession together;
  private final McpSession alone;
  private final Bare bare;
  private final List<Steady> steady;
  private final Steady control;

  private Neighbour(McpSession together, McpSession alone, Bare bare) {
    this.together = together;
    this.alone = alone;
    this.bare = bare;
    this.steady = List.of(
        Steady.start("together", PAUSE, () -> echo(together, NAME + "__echo")),
        Steady.start("alone", PAUSE, () -> echo(alone, "echo")));
    this.control = Steady.start("bare", PAUSE, bare::call);
  }

  /** Adds it to the manager and begins to call it. */
  static Neighbour start(ManagerProgram manager, FaultyServer servers) throws Exception {
    manager.create(Definition.of(NAME, servers.command("healthy")).withCallTimeout(DEADLINE));
    manager.command(NAME, "start");
    return new Neighbour(
        McpSession.open(manager.url("/mcp"), DEADLINE),
        McpSession.open(manager.url("/mcp/servers/" + NAME), DEADLINE),
        new Bare(servers.command("healthy")));
  }

  private static void echo(McpSession session, String tool) throws Exception {
    JsonNode answer = session.callTool(tool, "hello", DEADLINE);
    JsonNode said = answer.path("result").path("content").path(0).path("text");
    if (!said.asText().equals("hello")) {
      throw new IOException("expected hello, found " + answer);
    }
  }

  /** Waits until so many more calls have been made at each address. */
  void awaitCalls(int more) throws IOException, InterruptedException {
    for (Steady one : steady) {
      long until = one.calls() + more;
      Waiting.until("the neighbour is called", DEADLINE, () -> one.calls() >= until);
    }
  }

  /** That no call has failed since the last time this was asked. */
  void assertThatItWasServed() throws Exception {
    awaitCalls(2);
    for (Steady one : steady) {
      assertThat(one.takeFailures()).as("failed calls of the neighbour").isEmpty();
    }
  }

  /** That, moreover, all of them were answered as soon as promised. */
  void assertThatItNoticedNothing() throws Exception {
    assertThatItWasServed();
    Duration held = control.takeSlowest();
    for (Steady one : steady) {
      Duration slowest = one.takeSlowest();
      if (held.compareTo(HELD) < 0) {
        assertThat(slowest).as("slowest call of the neighbour").isLessThan(PROMISED);
      }
    }
  }

  @Override
  public void close() throws Exception {
    for (Steady one : steady) {
      one.close();
    }
    control.close();
    bare.close();
    together.close();
    alone.close();
  }
}
