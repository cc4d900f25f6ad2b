package io.mcpmanager.core.secret;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.secret.Secret;
import io.mcpmanager.api.secret.SecretReference;
import io.mcpmanager.api.secret.SecretUse;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.secret.Secrets;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The secrets of all tenants, sealed in the store. Thread-safe. */
public final class SecretVault implements Secrets {

  private static final String KIND = "secret";

  private final EventLog events;
  private final StoredKeyring keyring;
  private final Redactor redactor;
  private final Fleet fleet;
  private final LaunchedValues launched;
  private final SealedDocuments documents;
  private final SealedDocuments credentials;

  /** Lets changes of secrets come one after the other, so that what was counted and looked for is still so. */
  private final ReentrantLock changing = new ReentrantLock();

  /** A vault over one store. */
  public SecretVault(
      Store store,
      EventLog events,
      StoredKeyring keyring,
      Redactor redactor,
      Fleet fleet,
      LaunchedValues launched,
      ManagerClock clock) {
    this.events = events;
    this.keyring = keyring;
    this.redactor = redactor;
    this.fleet = fleet;
    this.launched = launched;
    this.documents = new SealedDocuments(KIND, store, events, keyring, clock);
    this.credentials = new SealedDocuments(CredentialVault.KIND, store, events, keyring, clock);
  }

  @Override
  public List<Secret> list(CallContext context) {
    List<Server> servers = serversOf(context.tenant());
    return documents.list(context.tenant()).stream()
        .map(document -> shown(document, servers))
        .toList();
  }

  @Override
  public Secret get(CallContext context, String name) {
    return documents
        .find(context.tenant(), name)
        .map(document -> shown(document, serversOf(context.tenant())))
        .orElseThrow(() -> notFound(name));
  }

  @Override
  public Secret put(
      CallContext context, String name, SecretValue value, @Nullable String description) {
    SecretNames.check(name, value, Objects.requireNonNullElse(description, ""));
    String tenant = context.tenant();
    changing.lock();
    try {
      Optional<Document> before = documents.find(tenant, name);
      if (before.isEmpty() && documents.list(tenant).size() >= MAX_SECRETS) {
        throw new McpManagerException(
            ErrorCode.LIMIT_REACHED,
            "there are " + MAX_SECRETS + " secrets, which is as many as there may be");
      }
      // before it is stored: nothing must slip through in between
      redactor.learn(tenant, value.reveal());
      String kept = description != null
          ? description
          : before.map(SealedDocuments::description).orElse("");
      documents.put(context, before, name, value, kept, before.isEmpty() ? "created" : "changed");
    } finally {
      changing.unlock();
    }
    return get(context, name);
  }

  @Override
  public void delete(CallContext context, String name, boolean force) {
    changing.lock();
    try {
      Optional<Document> present = documents.find(context.tenant(), name);
      if (present.isEmpty()) {
        return;
      }
      List<SecretUse> uses = shown(present.get(), serversOf(context.tenant())).uses();
      if (!force && !uses.isEmpty()) {
        throw new McpManagerException(
            ErrorCode.IN_USE,
            "the secret " + name + " is referred to by "
                + uses.stream().limit(10).map(SecretUse::name).collect(Collectors.joining(", "))
                + (uses.size() > 10 ? " and others" : ""));
      }
      documents.delete(context, name);
    } finally {
      changing.unlock();
    }
  }

  @Override
  public BulkRun apply(CallContext context, String name) {
    List<SecretUse> outdated =
        get(context, name).uses().stream().filter(SecretUse::outdated).toList();
    if (outdated.isEmpty()) {
      throw new McpManagerException(
          ErrorCode.SERVER_NOT_RUNNING, "no server runs with a former value of " + name);
    }
    return fleet.restart(context, outdated.stream().map(SecretUse::server).toList());
  }

  @Override
  public KeyRotation rotateKey(CallContext context) {
    changing.lock();
    try {
      boolean newKey = keyring.turn();
      int resealed = documents.reseal() + credentials.reseal();
      events.publish(
          context, null, null, new EventData.AccessChanged("key-ring", "manager", "rotated"));
      return new KeyRotation(newKey, resealed);
    } finally {
      changing.unlock();
    }
  }

  /** The present value of a secret and the number of its last change, to be put into a launch. */
  Optional<Found> find(String tenant, String name) {
    return documents.find(tenant, name).map(document -> {
      SecretValue value = documents.value(document);
      redactor.learn(tenant, value.reveal());
      return new Found(value, document.revision());
    });
  }

  boolean exists(String tenant, String name) {
    return documents.find(tenant, name).isPresent();
  }

  /** A value as it is now. */
  record Found(SecretValue value, long revision) {}

  private List<Server> serversOf(String tenant) {
    return fleet.servers().stream()
        .filter(server -> server.tenant().equals(tenant))
        .sorted(Comparator.comparing(Server::name))
        .toList();
  }

  private Secret shown(Document document, List<Server> servers) {
    String name = document.id();
    List<SecretUse> uses = servers.stream()
        .filter(server -> refersTo(server, name))
        .map(server -> new SecretUse(
            server.id(),
            server.name(),
            server.state() == ServerState.RUNNING
                && launched.isFormer(server.id(), name, document.revision())))
        .toList();
    return new Secret(
        name,
        SealedDocuments.description(document),
        document.revision(),
        document.createdAt(),
        document.updatedAt(),
        uses);
  }

  private static boolean refersTo(Server server, String name) {
    return SecretReference.in(server.definition().launch()).stream()
        .anyMatch(reference ->
            reference.kind() == SecretReference.Kind.SECRET && reference.name().equals(name));
  }

  static McpManagerException notFound(String name) {
    return new McpManagerException(
        ErrorCode.SECRET_NOT_FOUND,
        SecretNames.isName(name) ? "there is no secret " + name : "there is no such secret");
  }
}
