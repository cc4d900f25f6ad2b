package io.mcpmanager.core.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Documents of one kind that hold a sealed value and a description. That a value was sealed for this tenant and id is part
 * of the seal. Thread-safe.
 */
final class SealedDocuments {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int PAGE = 1000;

  private final String kind;
  private final Store store;
  private final EventLog events;
  private final StoredKeyring keyring;
  private final ManagerClock clock;

  SealedDocuments(
      String kind, Store store, EventLog events, StoredKeyring keyring, ManagerClock clock) {
    this.kind = kind;
    this.store = store;
    this.events = events;
    this.keyring = keyring;
    this.clock = clock;
  }

  Optional<Document> find(String tenant, String id) {
    return store.documents().find(kind, tenant, id);
  }

  List<Document> list(String tenant) {
    var all = new ArrayList<Document>();
    List<Document> page;
    String after = "";
    do {
      page = store.documents().list(kind, tenant, after, PAGE);
      all.addAll(page);
      after = page.isEmpty() ? after : page.getLast().id();
    } while (page.size() == PAGE);
    return all;
  }

  /** Writes a value and says so in the event log, as one change. */
  void put(
      CallContext context,
      Optional<Document> before,
      String id,
      SecretValue value,
      String description,
      String change) {
    Instant now = clock.now();
    String tenant = context.tenant();
    var document = new Document(
        kind,
        tenant,
        id,
        null,
        0,
        before.map(Document::createdAt).orElse(now),
        now,
        null,
        json(seal(tenant, id, value), description));
    events.commit(
        List.of(
            new StoreChange.PutDocument(document, before.map(Document::revision).orElse(0L)),
            event(context, id, change)),
        () -> {});
  }

  void delete(CallContext context, String id) {
    events.commit(
        List.of(
            new StoreChange.DeleteDocument(kind, context.tenant(), id, -1),
            event(context, id, "deleted")),
        () -> {});
  }

  private StoreChange event(CallContext context, String id, String change) {
    return events.draft(context, null, null, new EventData.AccessChanged(kind, id, change));
  }

  SecretValue value(Document document) {
    byte[] sealed = Base64.getDecoder().decode(read(document).path("sealed").asText());
    return SecretValue.of(
        new String(keyring.open(purpose(document.tenant(), document.id()), sealed), UTF_8));
  }

  static String description(Document document) {
    return read(document).path("description").asText();
  }

  /** Seals the values of all tenants anew that are sealed with a former key; returns how many. */
  int reseal() {
    return tenants().stream().mapToInt(this::reseal).sum();
  }

  /** The tenants that have some. */
  List<String> tenants() {
    return store.documents().tenants(kind);
  }

  private int reseal(String tenant) {
    int count = 0;
    for (Document document : list(tenant)) {
      byte[] sealed = Base64.getDecoder().decode(read(document).path("sealed").asText());
      if (keyring.outdated(sealed)) {
        var fresh = new Document(
            kind,
            tenant,
            document.id(),
            null,
            0,
            document.createdAt(),
            document.updatedAt(),
            null,
            json(seal(tenant, document.id(), value(document)), description(document)));
        var ignored =
            store.commit(List.of(new StoreChange.PutDocument(fresh, document.revision())));
        count++;
      }
    }
    return count;
  }

  private byte[] seal(String tenant, String id, SecretValue value) {
    return keyring.seal(purpose(tenant, id), value.reveal().getBytes(UTF_8));
  }

  private String purpose(String tenant, String id) {
    // its length keeps the tenant and the id apart
    return kind + " " + tenant.length() + " " + tenant + "/" + id;
  }

  private static String json(byte[] sealed, String description) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("sealed", Base64.getEncoder().encodeToString(sealed))
        .put("description", description)
        .toString();
  }

  private static JsonNode read(Document document) {
    try {
      return MAPPER.readTree(document.json());
    } catch (JsonProcessingException damaged) {
      throw new McpManagerException(
          ErrorCode.STORE_FAILED, "the " + document.kind() + " " + document.id() + " is damaged");
    }
  }
}
