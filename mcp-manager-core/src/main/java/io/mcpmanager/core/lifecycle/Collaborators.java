package io.mcpmanager.core.lifecycle;

import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.spi.store.Store;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/**
 * What every server's shell works with.
 *
 * @param random chance for jitter; shared between threads
 * @param threads starts a virtual thread per task; ended by the supervisor
 * @param turns bounds the launches under way that nobody waits for
 */
record Collaborators(
    Store store,
    EventLog events,
    ServerLog log,
    List<ServerRuntime> runtimes,
    Connector connector,
    ManagerClock clock,
    IdSource ids,
    RandomGenerator random,
    ExecutorService threads,
    Turns turns,
    Roster roster,
    LaunchTable launches,
    LaunchReferences references,
    Listeners listeners,
    UndoLog undo) {}
