package io.mcpmanager;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.HostTasks;
import io.mcpmanager.api.audit.Audit;
import io.mcpmanager.api.backup.Backups;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.diagnostics.Diagnostics;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.health.Health;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.policy.Approvals;
import io.mcpmanager.api.policy.Pins;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.secret.Credentials;
import io.mcpmanager.api.secret.Secrets;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.spi.store.Store;

/**
 * Runs, watches and exposes MCP servers: the one way in. Thread-safe.
 *
 * <p>{@link #start()} reads the store and brings servers that should run back to life; {@link #close()} stops them all
 * and frees everything. Between the two, the driving ports do the work: each does what the context it is given allows, and
 * writes changes and refusals to the audit trail; {@link io.mcpmanager.api.access.CallContext#system} may do everything. The library installs no shutdown hook and
 * touches no system property.
 */
public interface McpManager extends AutoCloseable {

  /** Puts a manager together. */
  static McpManagerBuilder builder() {
    return new McpManagerBuilder();
  }

  /**
   * An empty store in memory, such as the builder takes by default. For programs and tests that look at what is stored;
   * the manager it is given to closes it.
   */
  static Store inMemoryStore() {
    return new InMemoryStore();
  }

  /** The servers: create, change, start, stop. */
  Servers servers();

  /** Commands over many servers at once. */
  BulkRuns bulk();

  /** The one door to all running servers. */
  Gateway gateway();

  /** What the gateway carried lately. */
  Calls calls();

  /** The rules about tools. */
  Policies policies();

  /** Users, roles, API keys and sessions. It checks itself what the context allows, and audits what it does. */
  Access access();

  /** What tools are held to. */
  Pins pins();

  /** Calls that wait for somebody's approval. */
  Approvals approvals();

  /** Who somebody is, by what they present. */
  Authentication authentication();

  /** The log of everything that changed. */
  Events events();

  /** Who did what, and who was kept from it. */
  Audit audit();

  /** What servers write. */
  Logs logs();

  /** How well servers are and were. */
  Health health();

  /** What is wrong, and what to do about it. */
  Diagnostics diagnostics();

  /** What servers are launched with and nobody may see. */
  Secrets secrets();

  /** The caller's own credentials for servers. */
  Credentials credentials();

  /** Copies of what the manager keeps. */
  Backups backups();

  /** What concerns the manager as a whole and is done by the program around it. */
  HostTasks hostTasks();

  /**
   * Returns if the manager can work: it was started, is not being closed, its store can be read and, as far as is known,
   * written, and its runtimes have what they can't do without. Fast enough to be asked every second.
   *
   * @throws io.mcpmanager.api.error.McpManagerException why not
   */
  void checkReady();

  /**
   * Reads the store and starts every server that should run, without waiting for them to answer. Idempotent.
   *
   * @return this manager
   * @throws io.mcpmanager.api.error.StoreException if the store can't be read; the manager can be started again
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#KEY_UNAVAILABLE} if the key that the store is sealed with can't be had
   */
  McpManager start();

  /** Ends client sessions, stops all servers in parallel, makes everything durable, ends all threads. Idempotent. */
  @Override
  void close();
}
