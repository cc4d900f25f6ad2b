package io.mcpmanager.docker.swarm;

import io.mcpmanager.docker.usage.UsageSource;
import io.mcpmanager.spi.Channels;
import io.mcpmanager.spi.ManagerClock;
import java.util.concurrent.ExecutorService;

/**
 * What services work with.
 *
 * @param swarm the cluster
 * @param nodes says where nodes are reached
 * @param clock the source of time
 * @param channels makes channels to replicas
 * @param usage knows what containers of this engine take
 * @param watch looks how services are
 * @param removals removes them
 * @param threads starts a virtual thread per task
 */
record ServiceContext(
    Swarm swarm,
    SwarmNodes nodes,
    ManagerClock clock,
    Channels channels,
    UsageSource usage,
    ServiceWatch watch,
    ServiceRemovals removals,
    ExecutorService threads) {}
