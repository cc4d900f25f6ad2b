package io.mcpmanager.core.secret;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.secret.Credential;
import io.mcpmanager.api.secret.Credentials;
import io.mcpmanager.api.secret.SecretReference;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.Store;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What users pass to servers for themselves, sealed in the store. Thread-safe. */
public final class CredentialVault implements Credentials {

  static final String KIND = "credential";

  private final SealedDocuments documents;
  private final Redactor redactor;
  private final Fleet fleet;

  /** A vault over one store. */
  public CredentialVault(
      Store store,
      EventLog events,
      StoredKeyring keyring,
      Redactor redactor,
      Fleet fleet,
      ManagerClock clock) {
    this.documents = new SealedDocuments(KIND, store, events, keyring, clock);
    this.redactor = redactor;
    this.fleet = fleet;
  }

  @Override
  public List<Credential> list(CallContext context) {
    return fleet.servers().stream()
        .filter(server -> server.tenant().equals(context.tenant()))
        .sorted(Comparator.comparing(Server::name))
        .flatMap(server -> wanted(server).map(name -> shown(context, server, name)))
        .toList();
  }

  @Override
  public Credential put(CallContext context, ServerId server, String name, SecretValue value) {
    Server meant = require(context, server);
    if (wanted(meant).noneMatch(name::equals)) {
      throw new ValidationException(List.of(new Problem(
          "name",
          "the server wants no such credential; its definition names "
              + wanted(meant).toList(),
          Problem.Code.NOT_FOUND)));
    }
    SecretNames.check(name, value, "");
    String id = id(context.principal(), server, name);
    Optional<Document> before = documents.find(context.tenant(), id);
    String mine = owner(context.principal());
    if (before.isEmpty()
        && documents.list(context.tenant()).stream()
                .filter(document -> document.id().startsWith(mine))
                .count()
            >= MAX_CREDENTIALS) {
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED, "you have " + MAX_CREDENTIALS + " credentials already");
    }
    redactor.learn(context.tenant(), value.reveal());
    documents.put(context, before, id, value, "", before.isEmpty() ? "created" : "changed");
    changed(context, server);
    return shown(context, meant, name);
  }

  @Override
  public void delete(CallContext context, ServerId server, String name) {
    String id = id(context.principal(), server, name);
    if (documents.find(context.tenant(), id).isPresent()) {
      documents.delete(context, id);
      changed(context, server);
    }
  }

  /** The value that a user passes to a server, if they have set it. */
  Optional<SecretValue> find(String tenant, Principal user, ServerId server, String name) {
    return documents.find(tenant, id(user, server, name)).map(document -> {
      SecretValue value = documents.value(document);
      redactor.learn(tenant, value.reveal());
      return value;
    });
  }

  /**
   * What there is of some people, in all tenants.
   *
   * @param people ids of their principals
   */
  public List<Kept> of(Set<String> people) {
    return documents.tenants().stream()
        .flatMap(tenant -> documents.list(tenant).stream())
        .flatMap(document -> kept(document, people).stream())
        .toList();
  }

  /** Deletes what there is of some people, in all tenants; returns how many. */
  public long erase(CallContext context, Set<String> people) {
    List<Kept> all = of(people);
    for (Kept one : all) {
      documents.delete(
          new CallContext(context.principal(), one.tenant(), context.correlationId()),
          one.person() + "/" + one.server().value() + "/" + one.name());
      fleet.credentialChanged(one.tenant(), one.person(), one.server());
    }
    return all.size();
  }

  /** Deletes what users have set for a server that is gone for good. */
  public void forget(CallContext context, ServerId server) {
    documents.list(context.tenant()).stream()
        .map(Document::id)
        .filter(id -> id.contains("/" + server.value() + "/"))
        .forEach(id -> documents.delete(context, id));
  }

  /**
   * A credential of somebody's.
   *
   * @param tenant where it is
   * @param person id of the principal
   * @param server whom it is for
   * @param name what the server's definition calls it
   * @param updatedAt when it was set
   */
  public record Kept(
      String tenant, String person, ServerId server, String name, Instant updatedAt) {}

  private static Optional<Kept> kept(Document document, Set<String> people) {
    String[] parts = document.id().split("/", -1);
    int last = parts.length - 1;
    if (last < 2) {
      return Optional.empty();
    }
    String person = String.join("/", List.of(parts).subList(0, last - 1));
    return people.contains(person)
        ? Optional.of(new Kept(
            document.tenant(),
            person,
            ServerId.of(parts[last - 1]),
            parts[last],
            document.updatedAt()))
        : Optional.empty();
  }

  private Credential shown(CallContext context, Server server, String name) {
    return new Credential(
        server.id(),
        server.name(),
        name,
        documents
            .find(context.tenant(), id(context.principal(), server.id(), name))
            .map(Document::updatedAt));
  }

  private Server require(CallContext context, ServerId id) {
    return fleet.servers().stream()
        .filter(server -> server.id().equals(id) && server.tenant().equals(context.tenant()))
        .findFirst()
        .orElseThrow(() -> new ServerNotFoundException(id.value()));
  }

  private static Stream<String> wanted(Server server) {
    return SecretReference.in(server.definition().launch()).stream()
        .filter(reference -> reference.kind() == SecretReference.Kind.CREDENTIAL)
        .map(SecretReference::name)
        .distinct()
        .sorted();
  }

  private void changed(CallContext context, ServerId server) {
    fleet.credentialChanged(context.tenant(), fleet.person(context.principal()), server);
  }

  private String id(Principal user, ServerId server, String name) {
    return owner(user) + server.value() + "/" + name;
  }

  private String owner(Principal user) {
    return fleet.person(user) + "/";
  }
}
