package io.mcpmanager.core.gateway;

import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.core.protocol.InputAnswer;
import io.mcpmanager.core.protocol.InputHandler;
import io.mcpmanager.core.protocol.InputRequest;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The user of a client, whom the gateway itself asks something while a call of the client's waits. */
record ClientUser(InputHandler client) implements ToolGate.Asked {

  /** The user of a call's client; null if the client can't ask while the call waits. */
  static @Nullable ClientUser of(ClientCall call) {
    InputHandler inputs = call.inputs();
    // a client without a session is asked by the answer to its request, which there is none of yet
    if (inputs == null || inputs instanceof SelfContainedCall) {
      return null;
    }
    var question = new InputRequest("elicitation/create", new byte[] {'{', '}'});
    return Capabilities.allow(call.client(), question) ? new ClientUser(inputs) : null;
  }

  @Override
  public Runnable ask(byte[] params, Consumer<Optional<byte[]>> answer) {
    var question = new InputRequest("elicitation/create", params);
    question.onAnswer(given -> answer.accept(
        given instanceof InputAnswer.Result result
            ? Optional.of(result.json())
            : Optional.empty()));
    client.ask(question);
    return () -> question.withdraw("the call has been decided");
  }
}
