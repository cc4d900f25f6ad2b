package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code settings} of a definition; what is absent has the default of the launch. */
final class SettingsJson {

  static ServerSettings read(
      @Nullable FieldReader given, ServerSettings preset, List<Problem> problems) {
    FieldReader fields = given == null ? FieldReader.nothing("settings", problems) : given;
    var settings = new ServerSettings(
        fields.duration("installTimeout", preset.installTimeout()),
        fields.duration("startTimeout", preset.startTimeout()),
        fields.duration("stopTimeout", preset.stopTimeout()),
        fields.duration("callTimeout", preset.callTimeout()),
        fields.choice("whenWedged", HealthCheck.Reaction.class, preset.whenWedged()),
        restart(fields, preset.restart()),
        health(fields),
        log(fields),
        gateway(fields));
    fields.end();
    return settings;
  }

  private static RestartPolicy restart(FieldReader parent, RestartPolicy preset) {
    FieldReader fields = parent.object("restart");
    if (fields == null) {
      return preset;
    }
    var policy = new RestartPolicy(
        fields.choice("mode", RestartPolicy.Mode.class, preset.mode()),
        fields.integer("maxRestarts", preset.maxRestarts()),
        fields.duration("window", preset.window()),
        fields.duration("firstDelay", preset.firstDelay()),
        fields.duration("maxDelay", preset.maxDelay()),
        fields.duration("resetAfter", preset.resetAfter()));
    fields.end();
    return policy;
  }

  private static HealthCheck health(FieldReader parent) {
    HealthCheck preset = HealthCheck.DEFAULT;
    FieldReader fields = parent.object("health");
    if (fields == null) {
      return preset;
    }
    var check = new HealthCheck(
        fields.choice("kind", HealthCheck.Kind.class, preset.kind()),
        fields.duration("interval", preset.interval()),
        fields.duration("timeout", preset.timeout()),
        fields.duration("startPeriod", preset.startPeriod()),
        fields.integer("failureThreshold", preset.failureThreshold()),
        fields.integer("successThreshold", preset.successThreshold()),
        fields.uri("target"),
        fields.integer("expectedStatus", preset.expectedStatus()),
        fields.choice("whenUnhealthy", HealthCheck.Reaction.class, preset.whenUnhealthy()),
        fields.decimal("availabilityObjective", preset.availabilityObjective()));
    fields.end();
    return check;
  }

  private static LogLimits log(FieldReader parent) {
    LogLimits preset = LogLimits.DEFAULT;
    FieldReader fields = parent.object("log");
    if (fields == null) {
      return preset;
    }
    var limits = new LogLimits(
        fields.integer("historyLines", preset.historyLines()),
        fields.integer("historyBytes", preset.historyBytes()),
        fields.duration("historyAge", preset.historyAge()),
        fields.integer("maxLineBytes", preset.maxLineBytes()),
        fields.integer("linesPerSecond", preset.linesPerSecond()),
        fields.integer("bytesPerSecond", preset.bytesPerSecond()));
    fields.end();
    return limits;
  }

  private static GatewayOptions gateway(FieldReader parent) {
    GatewayOptions preset = GatewayOptions.DEFAULT;
    FieldReader fields = parent.object("gateway");
    if (fields == null) {
      return preset;
    }
    var options = new GatewayOptions(
        fields.flag("exposed", preset.exposed()),
        fields.text("prefix"),
        fields.integer("maxInFlight", preset.maxInFlight()),
        fields.choice("protocol", GatewayOptions.Protocol.class, preset.protocol()),
        fields.flag("repeatIdempotent", preset.repeatIdempotent()),
        fields.choice("isolation", GatewayOptions.Isolation.class, preset.isolation()),
        fields.integer("maxIsolated", preset.maxIsolated()),
        fields.integer("maxResultBytes", preset.maxResultBytes()),
        fields.flag("validateArguments", preset.validateArguments()));
    fields.end();
    return options;
  }

  static ObjectNode document(ServerSettings settings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("installTimeout", settings.installTimeout().toString());
    json.put("startTimeout", settings.startTimeout().toString());
    json.put("stopTimeout", settings.stopTimeout().toString());
    json.put("callTimeout", settings.callTimeout().toString());
    json.put("whenWedged", EnumText.of(settings.whenWedged()));
    RestartPolicy restart = settings.restart();
    json.putObject("restart")
        .put("mode", EnumText.of(restart.mode()))
        .put("maxRestarts", restart.maxRestarts())
        .put("window", restart.window().toString())
        .put("firstDelay", restart.firstDelay().toString())
        .put("maxDelay", restart.maxDelay().toString())
        .put("resetAfter", restart.resetAfter().toString());
    json.set("health", health(settings.health()));
    LogLimits log = settings.log();
    json.putObject("log")
        .put("historyLines", log.historyLines())
        .put("historyBytes", log.historyBytes())
        .put("historyAge", log.historyAge().toString())
        .put("maxLineBytes", log.maxLineBytes())
        .put("linesPerSecond", log.linesPerSecond())
        .put("bytesPerSecond", log.bytesPerSecond());
    GatewayOptions gateway = settings.gateway();
    ObjectNode options = json.putObject("gateway").put("exposed", gateway.exposed());
    gateway.declaredPrefix().ifPresent(prefix -> options.put("prefix", prefix));
    options
        .put("maxInFlight", gateway.maxInFlight())
        .put("protocol", EnumText.of(gateway.protocol()))
        .put("repeatIdempotent", gateway.repeatIdempotent())
        .put("isolation", EnumText.of(gateway.isolation()))
        .put("maxIsolated", gateway.maxIsolated())
        .put("maxResultBytes", gateway.maxResultBytes())
        .put("validateArguments", gateway.validateArguments());
    return json;
  }

  private static ObjectNode health(HealthCheck check) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("kind", EnumText.of(check.kind()));
    json.put("interval", check.interval().toString());
    json.put("timeout", check.timeout().toString());
    json.put("startPeriod", check.startPeriod().toString());
    json.put("failureThreshold", check.failureThreshold());
    json.put("successThreshold", check.successThreshold());
    check.declaredTarget().ifPresent(target -> json.put("target", target.toString()));
    json.put("expectedStatus", check.expectedStatus());
    json.put("whenUnhealthy", EnumText.of(check.whenUnhealthy()));
    json.put("availabilityObjective", check.availabilityObjective());
    return json;
  }

  private SettingsJson() {}
}
