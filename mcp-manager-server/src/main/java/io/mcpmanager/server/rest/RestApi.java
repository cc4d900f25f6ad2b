package io.mcpmanager.server.rest;

import io.mcpmanager.McpManager;
import io.mcpmanager.server.diagnostics.Instruments;
import io.mcpmanager.server.http.HttpFeature;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The REST interface of a manager. */
public final class RestApi {

  /** The features that serve it and its description. */
  public static List<HttpFeature> create(
      McpManager manager,
      SystemInfo info,
      InstantSource clock,
      Instruments instruments,
      SignInSetup signIn) {
    List<Route> table = table(manager, info, clock, instruments, signIn);
    return List.of(new ApiRoutes(table, new Idempotency(System::nanoTime)), new ApiDocs());
  }

  /** All routes. Fixed paths come before those with a parameter in the same place. */
  static List<Route> table(
      McpManager manager,
      SystemInfo info,
      InstantSource clock,
      Instruments instruments,
      SignInSetup signIn) {
    var table = new ArrayList<Route>();
    table.add(Route.get(Route.BASE + "/openapi.json", "system", "This document: OpenAPI 3.1.")
        .answersPlain("Any")
        .by(call -> Answer.plain(OpenApi.document(table, info.version()))));
    var resources = List.of(
        new SystemResource(manager, info, clock, signIn.open()),
        new SignInResource(manager.authentication(), signIn),
        new ServersResource(manager.servers()),
        new CommandsResource(manager.servers()),
        new BulkResource(manager.bulk()),
        new HealthResource(manager.servers(), manager.health()),
        new LogsResource(manager.servers(), manager.logs()),
        new GatewayResource(manager.servers(), manager.gateway(), manager.calls()),
        new SecretsResource(manager.secrets()),
        new CredentialsResource(manager.credentials(), manager.servers()),
        new ApprovalsResource(manager.approvals()),
        new PolicyResource(manager.servers(), manager.policies(), manager.pins()),
        new EndpointsResource(manager.servers()),
        new AuditResource(manager.audit()),
        new EventsResource(manager.servers(), manager.events()),
        new BackupsResource(manager.backups()),
        new MeResource(manager.access()),
        new UsersResource(manager.access()),
        new RolesResource(manager.access()),
        new KeysResource(manager.access()),
        new DiagnosticsResource(manager.diagnostics()),
        new InstrumentsResource(instruments, manager.hostTasks()));
    resources.forEach(resource -> table.addAll(resource.routes()));
    return table;
  }

  private RestApi() {}
}
