package io.mcpmanager.core.policy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.policy.Ruling;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.policy.ToolRule;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.guard.Operation;
import io.mcpmanager.core.json.PolicyJson;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.DocumentStore;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The policies of all tenants: stored as documents, read once, and asked in memory. Thread-safe. */
final class PolicyBook implements Policies {

  private static final String KIND = "tool-policy";
  private static final String ID = "policy";

  /** Longest policy that the audit trail shows whole. */
  private static final int LONGEST_TOLD = 8_000;

  /** A policy and its rules, ready to be asked. */
  record Page(ToolPolicy policy, Rules rules) {

    static Page of(ToolPolicy policy) {
      return new Page(policy, new Rules(policy));
    }
  }

  private final DocumentStore documents;
  private final EventLog events;
  private final Authorizer authorizer;
  private final ManagerClock clock;
  private final Consumer<String> changed;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final ReentrantLock writing =
      new ReentrantLock(); // guards changes, so that pages follow their order

  /**
   * The policies in a store.
   *
   * @param changed takes the tenant whose policy has changed, after it has
   */
  PolicyBook(
      DocumentStore documents,
      EventLog events,
      Authorizer authorizer,
      ManagerClock clock,
      Consumer<String> changed) {
    this.documents = documents;
    this.events = events;
    this.authorizer = authorizer;
    this.clock = clock;
    this.changed = changed;
  }

  /** What is in force in a tenant. */
  Page page(String tenant) {
    Page page = pages.get(tenant);
    return page != null ? page : pages.computeIfAbsent(tenant, this::read);
  }

  @Override
  public ToolPolicy get(CallContext context) {
    authorizer.check(context, Operation.READ_POLICY);
    return page(context.tenant()).policy();
  }

  @Override
  public ToolPolicy replace(CallContext context, ToolPolicy wanted) {
    authorizer.check(context, Operation.CHANGE_POLICY);
    ToolPolicy before = page(context.tenant()).policy();
    return authorizer.recorded(
        context,
        Operation.CHANGE_POLICY,
        "",
        Map.of("before", told(before), "after", told(wanted)),
        () -> replaced(context, wanted));
  }

  private ToolPolicy replaced(CallContext context, ToolPolicy wanted) {
    List<Problem> problems = wanted.problems();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    String tenant = context.tenant();
    ToolPolicy next = named(wanted).withRevision(wanted.revision() + 1);
    Instant now = clock.now();
    var document = new Document(
        KIND, tenant, ID, null, 0, now, now, null, PolicyJson.policy(next).toString());
    var data = new EventData.PolicyChanged(next.revision(), next.rules().size());
    writing.lock();
    try {
      events.commit(
          List.of(
              new StoreChange.PutDocument(document, wanted.revision()),
              events.draft(context, null, null, data)),
          () -> pages.put(tenant, Page.of(next)));
    } finally {
      writing.unlock();
    }
    changed.accept(tenant);
    return next;
  }

  @Override
  public Ruling explain(CallContext context, Question question) {
    authorizer.check(context, Operation.READ_POLICY);
    return page(context.tenant())
        .rules()
        .decide(
            question.client(),
            question.principal(),
            question.server(),
            question.server(),
            question.tool());
  }

  private Page read(String tenant) {
    return documents
        .find(KIND, tenant, ID)
        .map(found -> Page.of(PolicyJson.read(found.json()).withRevision(found.revision())))
        .orElseGet(() -> Page.of(ToolPolicy.DEFAULT));
  }

  private static String told(ToolPolicy policy) {
    String json = PolicyJson.policy(policy).toString();
    return json.length() <= LONGEST_TOLD ? json : policy.rules().size() + " rules";
  }

  /** The same with an id for every rule. */
  private static ToolPolicy named(ToolPolicy policy) {
    Set<String> taken = new HashSet<>();
    policy.rules().forEach(rule -> taken.add(rule.id()));
    var rules = new ArrayList<ToolRule>();
    int number = 0;
    for (ToolRule rule : policy.rules()) {
      if (rule.id().isEmpty()) {
        do {
          number++;
        } while (!taken.add("rule-" + number));
        rules.add(rule.withId("rule-" + number));
      } else {
        rules.add(rule);
      }
    }
    return policy.withRules(rules);
  }
}
