package io.mcpmanager.testkit;

import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.spi.ServerRuntime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class ScriptedRuntimeContractTest extends ServerRuntimeContract {

  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  @Override
  protected ServerRuntime open() {
    return new ScriptedRuntime()
        .on(ENDING, LaunchStep.exits(3))
        .on(IMPOSSIBLE, LaunchStep.fails("on purpose"))
        .channels(channel -> channel.answerWith(ScriptedRuntimeContractTest::answer));
  }

  private static Optional<String> answer(String request) {
    Matcher id = ID.matcher(request);
    return id.find()
        ? Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":{}}")
        : Optional.empty();
  }

  @Override
  protected Launch answering() {
    return ProcessLaunch.of("anything");
  }

  @Override
  protected Optional<Launch> endingByItself() {
    return Optional.of(answering());
  }

  @Override
  protected Optional<Launch> impossible() {
    return Optional.of(answering());
  }

  @Override
  protected Optional<Launch> foreign() {
    return Optional.empty();
  }
}
