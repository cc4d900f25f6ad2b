package io.mcpmanager.examples.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.GatewayMessage;
import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.Interest;
import io.mcpmanager.spi.Verdict;
import java.util.regex.Pattern;

/** Blacks out keys in everything that goes to clients. */
final class Redacting implements GatewayInterceptor {

  private static final Pattern KEY = Pattern.compile("sk-[A-Za-z0-9]{8,}");

  @Override
  public String name() {
    return "redacting";
  }

  @Override
  public Interest interest() {
    return Interest.EVERYTHING.directions(Direction.TO_CLIENT);
  }

  @Override
  public Verdict intercept(GatewayMessage message) {
    var keys = KEY.matcher(new String(message.payload(), UTF_8));
    return keys.find() ? Verdict.replace(Json.of(keys.replaceAll("sk-***"))) : Verdict.pass();
  }
}
