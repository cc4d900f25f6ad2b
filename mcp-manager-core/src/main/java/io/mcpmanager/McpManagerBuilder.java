package io.mcpmanager;

import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.event.EventRetention;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.core.time.SystemIds;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.KeySource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.SecretProvider;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.spi.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts a manager together. Everything has a default; what is given here is closed by the manager once it has been built.
 * Not thread-safe; builds once.
 */
public final class McpManagerBuilder {

  private static final String OWN_VARIABLES = "MCP_MANAGER_";

  /** Where the start script has found the program: no secret, and what the definitions beside it refer to. */
  private static final String HOME = "MCP_MANAGER_HOME";

  private final List<ServerRuntime> runtimes = new ArrayList<>();
  private final List<DiagnosticCheck> checks = new ArrayList<>();
  private final List<GatewayInterceptor> interceptors = new ArrayList<>();
  private AccessPolicy accessPolicy = AccessPolicy.ALLOW_ALL;
  private @Nullable Store store;
  private @Nullable KeySource keySource;
  private final Map<String, SecretProvider> secretProviders = new HashMap<>();
  private @Nullable ManagerClock clock;
  private @Nullable IdSource ids;
  private @Nullable RandomGenerator random;
  private EventRetention eventRetention = EventRetention.DEFAULT;
  private @Nullable AuditRetention auditRetention;
  private @Nullable Path auditAnchors;
  private Map<String, String> environment = System.getenv();
  private ManagerLimits limits = ManagerLimits.DEFAULT;
  private Outbound outbound = Outbound.DEFAULT;
  private @Nullable Path packages;
  private boolean built;

  McpManagerBuilder() {}

  /**
   * Where servers, events and logs are kept; by default in memory, gone when the manager is closed. One that stays needs a
   * {@link #keySource} as well.
   */
  public McpManagerBuilder store(Store newStore) {
    store = Objects.requireNonNull(newStore, "store");
    return this;
  }

  /**
   * Where the key comes from that secrets are sealed with; {@link KeySources} has the usual places. By default it is random
   * and gone when the manager is closed: what was sealed in a store that stays can't be opened any more.
   */
  public McpManagerBuilder keySource(KeySource source) {
    keySource = Objects.requireNonNull(source, "source");
    return this;
  }

  /**
   * Adds a place outside the manager that secrets can be taken from.
   *
   * @throws IllegalArgumentException if another has the same name, or it is none
   */
  public McpManagerBuilder secretProvider(SecretProvider provider) {
    if (!provider.name().matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException(
          "a provider's name must have 1 to 32 characters from a-z 0-9 -, was " + provider.name());
    }
    if (secretProviders.putIfAbsent(provider.name(), provider) != null) {
      throw new IllegalArgumentException(
          "there is a provider of secrets named " + provider.name() + " already");
    }
    return this;
  }

  /**
   * Adds a way of bringing servers to life. It is asked before those that are always there: processes on this machine,
   * and servers at a URL.
   */
  public McpManagerBuilder runtime(ServerRuntime runtime) {
    runtimes.add(Objects.requireNonNull(runtime, "runtime"));
    return this;
  }

  /**
   * The environment in which commands and helpers are found and references of imported definitions are looked up; by
   * default the program's own. Children get a few harmless variables of it only.
   */
  public McpManagerBuilder environment(Map<String, String> newEnvironment) {
    environment = Map.copyOf(newEnvironment);
    return this;
  }

  /** Adds something that diagnostics look at, beside what the manager, its store and its runtimes bring. */
  public McpManagerBuilder diagnosticCheck(DiagnosticCheck check) {
    checks.add(Objects.requireNonNull(check, "check"));
    return this;
  }

  /**
   * Adds an interceptor of messages between clients and servers, after those that are there already on the way to
   * servers, and before them on the way back.
   */
  public McpManagerBuilder interceptor(GatewayInterceptor interceptor) {
    interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  /**
   * Who of those whose grants allow it may ask servers for what through the gateway; by default {@link
   * AccessPolicy#ALLOW_ALL}.
   */
  public McpManagerBuilder accessPolicy(AccessPolicy policy) {
    accessPolicy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /** How much of the event log is kept; by default {@link EventRetention#DEFAULT}. */
  public McpManagerBuilder eventRetention(EventRetention retention) {
    eventRetention = Objects.requireNonNull(retention, "retention");
    return this;
  }

  /**
   * How much of each tenant's audit trail is kept; by default {@link AuditRetention#DEFAULT}, or {@link
   * AuditRetention#IN_MEMORY} if there is no store.
   */
  public McpManagerBuilder auditRetention(AuditRetention retention) {
    auditRetention = Objects.requireNonNull(retention, "retention");
    return this;
  }

  /**
   * A file to which anchors of the audit trail are appended, one JSON document a line, besides those in the store. Kept where
   * nobody can change it, it shows later whether the trail was cut short. By default there is none.
   */
  public McpManagerBuilder auditAnchors(Path file) {
    auditAnchors = Objects.requireNonNull(file, "file");
    return this;
  }

  /** What the manager bears of clients and servers; by default {@link ManagerLimits#DEFAULT}. */
  public McpManagerBuilder limits(ManagerLimits newLimits) {
    limits = Objects.requireNonNull(newLimits, "limits");
    return this;
  }

  /** Where definitions may have the manager connect to; by default {@link Outbound#DEFAULT}. */
  public McpManagerBuilder outbound(Outbound newOutbound) {
    outbound = Objects.requireNonNull(newOutbound, "outbound");
    return this;
  }

  /**
   * A folder to install packages in that launches through {@code npx} or {@code npm exec} need: apart from the start, once,
   * and pinned to the version found then. By default there is none, and such a launch fetches while it starts.
   */
  public McpManagerBuilder packages(Path folder) {
    packages = Objects.requireNonNull(folder, "folder");
    return this;
  }

  /** The source of time; by default the machine's. */
  public McpManagerBuilder clock(ManagerClock newClock) {
    clock = Objects.requireNonNull(newClock, "clock");
    return this;
  }

  /** The source of ids; by default random ones that sort by time. */
  public McpManagerBuilder ids(IdSource newIds) {
    ids = Objects.requireNonNull(newIds, "ids");
    return this;
  }

  /** The source of chance, which spreads restarts and checks in time. */
  public McpManagerBuilder random(RandomGenerator newRandom) {
    random = Objects.requireNonNull(newRandom, "random");
    return this;
  }

  /** What the manager itself is given by the environment must not get to servers through their definitions. */
  private static Map<String, String> withoutOwn(Map<String, String> environment) {
    var others = new HashMap<>(environment);
    boolean ignored =
        others.keySet().removeIf(name -> name.startsWith(OWN_VARIABLES) && !name.equals(HOME));
    return others;
  }

  /**
   * Puts the manager together; nothing is started and nothing read.
   *
   * @throws IllegalStateException if called a second time
   */
  public McpManager build() {
    if (built) {
      throw new IllegalStateException("a builder builds once: the manager owns what it was given");
    }
    built = true;
    ManagerClock time = clock == null ? new SystemClock() : clock;
    return new EmbeddedManager(
        store == null ? new InMemoryStore() : store,
        keySource,
        Map.copyOf(secretProviders),
        runtimes,
        eventRetention,
        auditRetention == null
            ? store == null ? AuditRetention.IN_MEMORY : AuditRetention.DEFAULT
            : auditRetention,
        auditAnchors,
        checks,
        withoutOwn(environment),
        limits,
        outbound,
        accessPolicy,
        interceptors,
        packages,
        time,
        ids == null ? new SystemIds(time) : ids,
        random == null ? new SecureRandom() : random);
  }
}
