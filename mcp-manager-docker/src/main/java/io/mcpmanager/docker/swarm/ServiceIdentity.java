package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.spi.InstanceListener;

/**
 * What a service is.
 *
 * @param service its id
 * @param owner whose it is
 * @param endpoint where its tasks serve MCP, seen from within
 * @param wanted number of replicas
 * @param memoryBytes most memory of each
 * @param info what is told of it
 * @param listener is told what happens to its tasks
 */
record ServiceIdentity(
    String service,
    Ownership owner,
    ContainerEndpoint endpoint,
    int wanted,
    long memoryBytes,
    ContainerInfo info,
    InstanceListener listener) {}
