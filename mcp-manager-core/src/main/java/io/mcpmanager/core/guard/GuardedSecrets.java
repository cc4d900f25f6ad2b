package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.secret.Secret;
import io.mcpmanager.api.secret.SecretUse;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.secret.Secrets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secrets. Who may see some sees those; servers that use one are shown to who may see these. */
final class GuardedSecrets implements Secrets {

  private final Secrets secrets;
  private final Authorizer authorizer;
  private final ServerRights rights;

  GuardedSecrets(Secrets secrets, Authorizer authorizer, ServerRights rights) {
    this.secrets = secrets;
    this.authorizer = authorizer;
    this.rights = rights;
  }

  @Override
  public List<Secret> list(CallContext context) {
    authorizer.checkSome(context, Operation.LIST_SECRETS);
    return secrets.list(context).stream()
        .filter(secret -> authorizer.allows(context, Operation.LIST_SECRETS, secret.name()))
        .map(secret -> shown(context, secret))
        .toList();
  }

  @Override
  public Secret get(CallContext context, String name) {
    authorizer.check(context, Operation.LIST_SECRETS, name, thing(name));
    return shown(context, secrets.get(context, name));
  }

  @Override
  public Secret put(
      CallContext context, String name, SecretValue value, @Nullable String description) {
    authorizer.check(context, Operation.SET_SECRET, name, thing(name));
    return shown(
        context,
        authorizer.recorded(
            context,
            Operation.SET_SECRET,
            thing(name),
            Map.of(),
            () -> secrets.put(context, name, value, description)));
  }

  @Override
  public void delete(CallContext context, String name, boolean force) {
    authorizer.check(context, Operation.DELETE_SECRET, name, thing(name));
    var ignored =
        authorizer.recorded(context, Operation.DELETE_SECRET, thing(name), Map.of(), () -> {
          secrets.delete(context, name, force);
          return "";
        });
  }

  @Override
  public BulkRun apply(CallContext context, String name) {
    authorizer.check(context, Operation.APPLY_SECRET, name, thing(name));
    return authorizer.recorded(
        context, Operation.APPLY_SECRET, thing(name), Map.of(), () -> secrets.apply(context, name));
  }

  @Override
  public KeyRotation rotateKey(CallContext context) {
    return authorizer.perform(context, Operation.ROTATE_KEY, "", () -> secrets.rotateKey(context));
  }

  private Secret shown(CallContext context, Secret secret) {
    List<SecretUse> seen = secret.uses().stream()
        .filter(use -> rights.allows(context, Operation.READ_SERVERS, use.server()))
        .toList();
    return new Secret(
        secret.name(),
        secret.description(),
        secret.revision(),
        secret.createdAt(),
        secret.updatedAt(),
        seen);
  }

  private static String thing(String name) {
    return "secret:" + name;
  }
}
